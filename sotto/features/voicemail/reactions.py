"""What voice mail does when people come and go, and when somebody is erased."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from sotto.backbone import push
from sotto.backbone.events import reacts_to
from sotto.engines.rtp import g711
from sotto.engines.rtp.packets import Packet
from sotto.engines.rtp.recording import Recorder
from sotto.features.directory.events import PersonAdded, PersonLeaves
from sotto.features.voicemail import services
from sotto.features.voicemail.models import Mailbox, Message
from sotto.lib.raw_search import new_marker
from sotto.trust.canaries.events import CanaryHatched
from sotto.trust.canaries.queries import subjects_of
from sotto.trust.dataprotection.events import SubjectErased
from sotto.trust.retention.events import RecordsForgotten

_CANARY_DAYS = 7  # Longer than it lives, shorter than any tenant's period.


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


@reacts_to(CanaryHatched)
def leave_a_canary_a_message(fact: CanaryHatched) -> None:
    """A greeting, a period of its own, a message that was heard; markers are its very sound."""
    now = timezone.now()
    for mailbox in Mailbox.objects.filter(owner__in=subjects_of(fact.canary)):
        sound = new_marker(fact.token).encode() * 500
        services.set_greeting(mailbox, wav=g711.wav(g711.decode(sound)))
        services.choose_own_period(mailbox, days=_CANARY_DAYS, now=now)
        caller = services.Caller(None, fact.number, new_marker(fact.token))
        begun = services.begin_message(
            person=mailbox.person_id, caller=caller, call=uuid4(), now=now
        )
        recorder, frame = Recorder(), sound[: g711.FRAME]
        for number in range(60):
            packet = Packet(False, g711.PCMU, number, number * g711.FRAME, 1, frame)
            recorder.add(number * 20, packet)
        block = recorder.take(all_of_it=True)
        length = timedelta(milliseconds=20 * 60)
        message = services.finish_message(begun, block=block, length=length, now=now + length)
        if message is not None:
            services.mark_heard(message, now=now + length)
