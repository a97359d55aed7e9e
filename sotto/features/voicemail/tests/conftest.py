"""A mailbox, and somebody who calls it."""

import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sotto.engines.rtp import g711
from sotto.engines.rtp.packets import Packet
from sotto.engines.rtp.recording import Recorder
from sotto.features.directory.services import add_person
from sotto.features.voicemail import services
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.services import Caller
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STRANGER = Caller(None, "+49301234567", "Grace Stranger")
FRAME = g711.encode(b"\x34\x12" * g711.FRAME)


def voice(frames: int) -> bytes:
    """So many times 20 ms of a recording, as the engine hands it over."""
    recorder = Recorder()
    for number in range(frames):
        recorder.add(number * 20, Packet(False, g711.PCMU, number, number * 160, 1, FRAME))
    return recorder.take(all_of_it=True)


def leave(mailbox: Mailbox, *, caller: Caller = STRANGER, frames: int = 100) -> Message | None:
    """A whole call: begun, spoken, finished."""
    begun = services.begin_message(person=mailbox.person_id, caller=caller, call=uuid4(), now=NOW)
    length = timedelta(milliseconds=20 * frames)
    return services.finish_message(begun, block=voice(frames), length=length, now=NOW + length)


def deeds() -> list[str]:
    return [entry.action for entry in Entry.objects.order_by("sequence")]


@pytest.fixture
def mailbox(office: Tenant) -> Mailbox:
    person = add_person(name="Ada Example", extension="2001")
    return Mailbox.objects.get(person=person)


@pytest.fixture
def message(mailbox: Mailbox) -> Message:
    left = leave(mailbox)
    assert left is not None
    return left


@pytest.fixture
def disk_with_room_for() -> Iterator[Callable[[int], None]]:
    """The kernel refuses to let a file grow beyond so many bytes, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def leave_room(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    yield leave_room
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
