"""Messages are left, sealed, heard and deleted; refusals leave nothing behind."""

import io
import wave
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from sotto.backbone import events
from sotto.engines.rtp import g711
from sotto.features.directory.models import OtherParty, Person
from sotto.features.directory.services import remove_person
from sotto.features.voicemail import queries, services
from sotto.features.voicemail.events import MessageLeft
from sotto.features.voicemail.models import Hearing, Mailbox, Message
from sotto.features.voicemail.rules import Inbox, PinCheck
from sotto.features.voicemail.services import (
    Caller,
    MailboxFull,
    MailboxUnknown,
    MessageUnreadable,
    NoRoomForAudio,
    Recording,
)
from sotto.personal_data.keys import SubjectErased, keyring
from sotto.personal_data.sealed_file import path_of
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

from .conftest import FRAME, NOW, STRANGER, deeds, leave, voice

pytestmark = pytest.mark.room


def files() -> set[Path]:
    return {file for file in settings.SOTTO.files_dir.rglob("*") if file.is_file()}


def crash(begun: Recording) -> None:
    """The process is gone: nobody finishes the file."""
    begun.writer._file.close()


def test_everybody_has_a_mailbox_and_no_pin_that_anybody_could_know(mailbox: Mailbox) -> None:
    assert mailbox.pin_hash == ""
    assert services.check_pin(mailbox, pin="", now=NOW) is PinCheck.UNSET


def test_a_message_that_was_left_is_new_and_told_to_other_rooms(mailbox: Mailbox) -> None:
    heard: list[MessageLeft] = []
    events.reacts_to(MessageLeft)(heard.append)
    message = leave(mailbox)
    assert message is not None
    assert heard == [MessageLeft(message.pk)]
    assert queries.inbox_of(mailbox.person_id) == Inbox(new=(message.pk,), old=())
    assert message.length == timedelta(seconds=2)


def test_what_was_said_is_heard_again(message: Message) -> None:
    assert services.listen(message) == g711.decode(FRAME) * 100
    with wave.open(io.BytesIO(services.listen_as_wav(message))) as reader:
        assert reader.getnframes() == 16000


def test_reading_a_message_is_audited(message: Message) -> None:
    services.listen(message)
    assert deeds()[-1] == "voicemail:message:read"


def test_neither_voice_nor_number_lies_in_the_clear(message: Message) -> None:
    stored = path_of(message.tenant_id, message.audio).read_bytes()
    assert FRAME not in stored
    raw = Message.objects.get(pk=message.pk).__dict__["about_caller"]
    assert b"Grace" not in raw
    assert b"49301234567" not in raw


def test_who_called_is_known_to_the_owner(message: Message) -> None:
    found = Message.objects.get(pk=message.pk)
    assert found.about_caller["name"] == "Grace Stranger"


def test_a_stranger_who_calls_twice_is_one_person(mailbox: Mailbox) -> None:
    first, second = leave(mailbox), leave(mailbox)
    assert first is not None
    assert second is not None
    assert first.caller == second.caller
    assert OtherParty.objects.get().owner == first.caller


def test_a_withheld_number_is_nobody_whom_we_met(mailbox: Mailbox) -> None:
    leave(mailbox, caller=Caller(None, "", ""))
    leave(mailbox, caller=Caller(None, "anonymous", ""))
    assert not OtherParty.objects.exists()


def test_a_click_leaves_nothing(mailbox: Mailbox) -> None:
    before = files()
    assert leave(mailbox, frames=24) is None
    assert not Message.objects.exists()
    assert files() == before


def test_a_full_mailbox_refuses_and_stores_nothing(mailbox: Mailbox) -> None:
    mailbox.message_limit = 0
    mailbox.save()
    before = files()
    with pytest.raises(MailboxFull):
        leave(mailbox)
    assert files() == before


def test_a_person_without_a_mailbox_takes_no_messages(office: Tenant) -> None:
    with pytest.raises(MailboxUnknown):
        services.begin_message(person=uuid4(), caller=STRANGER, call=uuid4(), now=NOW)


def test_a_disk_that_is_full_at_the_start_is_said_so(
    mailbox: Mailbox, disk_with_room_for: Callable[[int], None]
) -> None:
    disk_with_room_for(0)
    with pytest.raises(NoRoomForAudio):
        leave(mailbox)
    assert not Message.objects.exists()


def test_a_disk_that_fills_up_leaves_nothing_half_done(
    mailbox: Mailbox, disk_with_room_for: Callable[[int], None]
) -> None:
    before = files()
    disk_with_room_for(4000)
    with pytest.raises(NoRoomForAudio):
        leave(mailbox)
    assert not Message.objects.exists()
    assert files() == before


def test_an_erased_caller_leaves_no_message(mailbox: Mailbox) -> None:
    erased = uuid4()
    keyring().set_tombstone(mailbox.tenant_id, erased, actor="test")
    with pytest.raises(SubjectErased):
        leave(mailbox, caller=Caller(erased, "2002", "Bob"))


def test_a_message_of_an_erased_caller_is_heard_no_more(message: Message) -> None:
    keyring().set_tombstone(message.tenant_id, message.caller, actor="test")
    with pytest.raises(MessageUnreadable):
        services.listen(message)


def test_a_file_that_was_tampered_with_is_not_played(message: Message) -> None:
    path = path_of(message.tenant_id, message.audio)
    stored = bytearray(path.read_bytes())
    stored[200] ^= 1
    path.write_bytes(bytes(stored))
    with pytest.raises(MessageUnreadable):
        services.listen(message)


def test_a_crash_loses_no_more_than_was_not_sealed_yet(mailbox: Mailbox) -> None:
    begun = services.begin_message(person=mailbox.person_id, caller=STRANGER, call=uuid4(), now=NOW)
    begun.write(voice(100))
    crash(begun)
    assert services.salvage_unfinished(now=NOW) == 1
    message = Message.objects.get()
    assert message.length == timedelta(seconds=2)
    assert services.listen(message) == g711.decode(FRAME) * 100
    assert services.salvage_unfinished(now=NOW) == 0


def test_a_crash_before_a_word_was_said_leaves_nothing(mailbox: Mailbox) -> None:
    before = files()
    crash(services.begin_message(person=mailbox.person_id, caller=STRANGER, call=uuid4(), now=NOW))
    assert services.salvage_unfinished(now=NOW) == 0
    assert not Message.objects.exists()
    assert files() == before


def test_only_the_first_hearing_counts(message: Message) -> None:
    services.mark_heard(message, now=NOW)
    services.mark_heard(message, now=NOW + timedelta(hours=1))
    assert Hearing.objects.get().heard_at == NOW
    assert queries.inbox_of(message.mailbox.person_id) == Inbox(new=(), old=(message.pk,))


def test_a_deleted_message_takes_its_file_along(
    mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    before = files()
    message = leave(mailbox)
    assert message is not None
    assert len(files() - before) == 1
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_message(message)
    assert files() == before
    assert not Message.objects.exists()


def test_who_leaves_takes_the_mailbox_along(message: Message) -> None:
    remove_person(Person.objects.get())
    assert not Mailbox.objects.exists()
    assert not Message.objects.exists()


def test_another_tenant_sees_no_mailbox(message: Message, hotel: Tenant) -> None:
    with within(hotel.pk):
        assert not Message.objects.exists()
        assert queries.inbox_of(message.mailbox.person_id) == Inbox((), ())
