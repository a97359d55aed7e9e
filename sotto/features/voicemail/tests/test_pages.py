"""Messages of mine in pages: played, heard, deleted; nobody else's (PBX-30, PBX-43, PBX-71)."""

import io
import wave

import pytest
from django.test import Client

from sotto.features.voicemail.models import Hearing, Mailbox, Message
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room

HTMX = {"HX-Request": "true"}


@pytest.fixture
def owners(mailbox: Mailbox) -> Client:
    return browser_of(account(owner=mailbox.owner))


def test_a_message_is_listed_as_new_with_its_caller(owners: Client, message: Message) -> None:
    page = owners.get("/messages/").text
    for shown in ("Grace Stranger", "+49301234567", "0:02", "Mark as heard"):
        assert shown in page
    assert Entry.objects.filter(action="voicemail:messages:viewed").count() == 1


def test_a_message_is_played_in_the_browser_and_that_is_audited(
    owners: Client, message: Message
) -> None:
    answer = owners.get(f"/messages/{message.pk}/audio.wav")
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Cache-Control"] == "no-store"
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 16000)
    entry = Entry.objects.get(action="voicemail:message:read")
    assert (entry.object_id, entry.interface) == (message.pk, "web")


def test_a_browser_may_jump_within_a_message(owners: Client, message: Message) -> None:
    answer = owners.get(f"/messages/{message.pk}/audio.wav", headers={"Range": "bytes=44-1043"})
    assert (answer.status_code, len(answer.content)) == (206, 1000)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_message_is_marked_heard_once(
    owners: Client, message: Message, headers: dict[str, str]
) -> None:
    for _ in range(2):
        owners.post(f"/messages/{message.pk}/heard/", headers=headers)
    assert Hearing.objects.count() == 1
    page = owners.get("/messages/").text
    assert "Mark as heard" not in page


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 200)])
def test_a_message_is_deleted(
    owners: Client, message: Message, headers: dict[str, str], status: int
) -> None:
    answer = owners.post(f"/messages/{message.pk}/delete/", headers=headers)
    assert answer.status_code == status
    assert not Message.objects.exists()
    assert owners.get(f"/messages/{message.pk}/audio.wav").status_code == 404


def test_looking_changes_nothing(owners: Client, message: Message) -> None:
    assert owners.get(f"/messages/{message.pk}/delete/").status_code == 405
    assert owners.get(f"/messages/{message.pk}/heard/").status_code == 405
    assert Message.objects.exists()


def test_an_administrator_sees_and_hears_nobody_else_s(message: Message, office: Tenant) -> None:
    """PBX-30."""
    browser = administrator()
    assert "Grace Stranger" not in browser.get("/messages/").text
    assert browser.get(f"/messages/{message.pk}/audio.wav").status_code == 404
    assert browser.post(f"/messages/{message.pk}/delete/").status_code == 404
    assert Message.objects.exists()


def test_an_account_without_a_mailbox_is_told_why(office: Tenant) -> None:
    assert "has no mailbox" in administrator().get("/messages/").text
