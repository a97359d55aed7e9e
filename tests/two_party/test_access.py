"""What an archive has of a record with others in it: what one was told in full, the rest masked."""

import pytest

from sotto.personal_data.access import items_about
from sotto.trust.tenants.models import Tenant
from tests.two_party.kinds.calls import CallDetail, TwoChannels
from tests.two_party.kinds.groups import Chat, SharedFolder, SharedNote
from tests.two_party.models import ChatMessage, Folder, Note, Reader
from tests.two_party.stage import Stage

pytestmark = pytest.mark.room


@pytest.fixture
def stage(office: Tenant) -> Stage:
    return Stage(office)


def shown(stage: Stage, reader: str, of: str) -> set[str]:
    """Which of somebody's values stand in somebody else's archive."""
    archive = stage.archive_of(reader)
    return {marker for marker in stage.person(of).markers if marker in archive}


def roles_in(stage: Stage, reader: str, table: str) -> set[tuple[str, ...]]:
    items = items_about(stage.subject(reader))
    return {item.roles for item in items if item.table == f"two_party.{table}"}


def test_a_member_has_what_was_said_and_not_who_the_others_are(stage: Stage) -> None:
    chat = Chat(stage, {"member": ["A", "B"], "author": ["A"], "file": ["A"]})
    name_of_file = ChatMessage.objects.get().files.get().name["name"]
    assert shown(stage, "B", "A") == {chat.texts["A"], name_of_file}
    assert shown(stage, "A", "A") == stage.person("A").markers
    assert roles_in(stage, "B", "ChatMessage") == {("member",)}
    assert roles_in(stage, "A", "ChatMessage") == {("author",)}


def test_who_is_in_no_conversation_has_nothing_of_it(stage: Stage) -> None:
    Chat(stage, {"member": ["A"], "author": ["A"], "file": ["A"]})
    assert shown(stage, "C", "A") == set()
    assert not list(items_about(stage.subject("C")))


def test_who_left_a_conversation_has_one_s_own_words_of_it(stage: Stage) -> None:
    chat = Chat(stage, {"member": ["A"], "author": ["A", "C"]})
    assert chat.texts["C"] in shown(stage, "C", "C")
    assert shown(stage, "C", "A") == set()


def test_who_may_read_has_what_was_told_and_nothing_beside(stage: Stage) -> None:
    SharedFolder(stage, {"owner": ["A"], "reader": ["B", "C"]})
    assert shown(stage, "B", "A") == {Folder.objects.get().title["title"]}
    assert shown(stage, "B", "C") == shown(stage, "A", "B") == set()
    assert "kept" not in stage.archive_of("B")
    assert roles_in(stage, "B", "Folder") == {("viewer",)}


def test_access_that_ended_is_in_no_archive(stage: Stage) -> None:
    SharedFolder(stage, {"owner": ["A"], "reader": ["B"]})
    Reader.objects.all().delete()
    assert shown(stage, "B", "A") == set()


def test_a_note_s_reader_has_its_text_and_the_owner_not_the_reader(stage: Stage) -> None:
    SharedNote(stage, {"owner": ["A"], "viewer": ["B"]})
    assert shown(stage, "B", "A") == {Note.objects.get().text["text"]}
    assert shown(stage, "A", "B") == set()


@pytest.mark.parametrize("reader", ["A", "B", "C"])
def test_a_party_of_a_call_has_its_own_and_masked_what_is_the_others(
    stage: Stage, reader: str
) -> None:
    cast = {"caller": ["A"], "callee": ["B"], "diverter": ["C"]}
    CallDetail(stage, cast)
    TwoChannels(stage, cast)
    assert shown(stage, reader, reader) == stage.person(reader).markers
    assert [shown(stage, reader, other) for other in {"A", "B", "C"} - {reader}] == [set(), set()]


def test_a_speaker_has_one_s_own_channel_only(stage: Stage) -> None:
    recording = TwoChannels(stage, {"caller": ["A"], "callee": ["B"]})
    archive = stage.archive_of("A")
    assert recording.audio["caller"].decode(errors="replace") in archive
    assert recording.audio["callee"].decode(errors="replace") not in archive
