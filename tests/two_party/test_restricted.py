"""A restricted person beside others: its part is shut, theirs is not; nothing is lost (Art. 18)."""

import pytest

from sotto.features.calls.models import Call
from sotto.features.voicemail.models import Message
from sotto.personal_data.actor import acting
from sotto.personal_data.keys import keyring
from sotto.personal_data.sealed_file import StoredFile
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.tenants.models import Tenant
from tests.two_party.kinds.calls import CallDetail, TwoChannels
from tests.two_party.kinds.groups import AnyErases, Chat, Meeting
from tests.two_party.kinds.voicemail import Messages
from tests.two_party.models import ChatMessage, Conference, Recording
from tests.two_party.stage import Stage, content_of

pytestmark = pytest.mark.room


@pytest.fixture
def stage(office: Tenant) -> Stage:
    return Stage(office)


def restrict(stage: Stage, letter: str, *purposes: Purpose) -> None:
    keyring().restrict(stage.tenant.pk, stage.subject(letter), purposes, actor="system")


def test_a_call_shows_the_other_party_and_comes_back_whole(stage: Stage) -> None:
    call = CallDetail(stage, {"caller": ["A"], "callee": ["B"]})
    restrict(stage, "A", Purpose.OPERATE)
    found = Call.objects.get()
    assert found.about_caller.restricted
    assert found.about_callee["name"] in stage.person("B").markers
    restrict(stage, "A")
    assert call.left() == {"caller=A", "callee=B"}


def test_one_channel_is_silent_while_its_speaker_is_restricted(stage: Stage) -> None:
    recording = TwoChannels(stage, {"caller": ["A"], "callee": ["B"]})
    restrict(stage, "A", Purpose.OPERATE)
    row = Recording.objects.get()
    assert content_of(StoredFile.of(row, "caller_audio")) == b""
    assert content_of(StoredFile.of(row, "callee_audio")) == recording.audio["callee"]
    restrict(stage, "A")
    assert recording.left() == {"caller=A", "callee=B"}


def test_a_message_that_two_own_is_shut_while_one_is_restricted(stage: Stage) -> None:
    box = Messages(stage, {"owner": ["A"], "caller": ["B"]})
    restrict(stage, "B", Purpose.OPERATE)
    assert content_of(StoredFile.of(Message.objects.get(), "audio")) == b""
    restrict(stage, "B")
    assert box.left() == {"box=A", "message=A"}


def test_a_restricted_author_is_no_tombstone(stage: Stage) -> None:
    chat = Chat(stage, {"member": ["A", "B"], "author": ["A", "B"]})
    restrict(stage, "A", Purpose.OPERATE)
    texts = [message.text for message in ChatMessage.objects.all()]
    assert sorted(text.restricted for text in texts) == [False, True]
    assert not any(text.erased for text in texts)
    restrict(stage, "A")
    assert chat.left() == {"member=A", "member=B", "message=A", "message=B"}


@pytest.mark.parametrize(("kind", "opens"), [(AnyErases, False), (Meeting, True)])
def test_mixed_content_is_shut_where_it_takes_all_of_them(
    stage: Stage, *, kind: type[Meeting], opens: bool
) -> None:
    meeting = kind(stage, {"participant": ["A", "B"]})
    restrict(stage, "A", Purpose.OPERATE)
    minutes = Conference.objects.get().minutes
    assert bool(minutes) is opens
    assert minutes.restricted is not opens
    restrict(stage, "A")
    assert meeting.left() == {"seat=A", "seat=B", "content"}


def test_who_is_restricted_can_still_be_erased(stage: Stage) -> None:
    call = CallDetail(stage, {"caller": ["A"], "callee": ["B"]})
    restrict(stage, "A", Purpose.OPERATE)
    stage.erase("A")
    assert call.left() == {"callee=B"}
    restrict(stage, "A")
    assert call.left() == {"callee=B"}


def test_who_is_restricted_still_gets_an_archive(stage: Stage) -> None:
    CallDetail(stage, {"caller": ["A"], "callee": ["B"]})
    restrict(stage, "A", Purpose.OPERATE, Purpose.SHOW)
    with acting(purpose=Purpose.ACCESS):
        archive = stage.archive_of("A")
    assert stage.person("A").markers == {one for one in stage.person("A").markers if one in archive}
