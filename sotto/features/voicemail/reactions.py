"""What voice mail does when people come and go."""

from sotto.backbone.events import reacts_to
from sotto.features.directory.events import PersonAdded, PersonLeaves
from sotto.features.voicemail import services
from sotto.features.voicemail.models import Mailbox


@reacts_to(PersonAdded)
def open_mailbox(fact: PersonAdded) -> None:
    services.open_mailbox(person=fact.person)


@reacts_to(PersonLeaves)
def close_mailbox(fact: PersonLeaves) -> None:
    for mailbox in Mailbox.objects.filter(person_id=fact.person):
        services.close_mailbox(mailbox)
