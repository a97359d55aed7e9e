"""What voice mail does when people come and go, and when somebody is erased."""

from sotto.backbone import push
from sotto.backbone.events import reacts_to
from sotto.features.directory.events import PersonAdded, PersonLeaves
from sotto.features.voicemail import services
from sotto.features.voicemail.models import Mailbox, Message
from sotto.trust.dataprotection.events import SubjectErased
from sotto.trust.retention.events import RecordsForgotten


@reacts_to(PersonAdded)
def open_mailbox(fact: PersonAdded) -> None:
    services.open_mailbox(person=fact.person)


@reacts_to(PersonLeaves)
def close_mailbox(fact: PersonLeaves) -> None:
    for mailbox in Mailbox.objects.filter(person_id=fact.person):
        services.close_mailbox(mailbox)


@reacts_to(SubjectErased)
def look_at_lamps_again(_: SubjectErased) -> None:
    """The messages that the erased left are gone, whose mailbox it was can't be asked any more."""
    _look_at_lamps()


@reacts_to(RecordsForgotten)
def look_at_lamps_after_the_timer(fact: RecordsForgotten) -> None:
    if fact.table == Message._meta.label:
        _look_at_lamps()


def _look_at_lamps() -> None:
    for person in Mailbox.objects.values_list("person_id", flat=True):
        push.tell("mailbox_changed", person)
