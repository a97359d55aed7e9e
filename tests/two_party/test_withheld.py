"""Who withholds is nobody to the called side: in no view, archive, row or log (PBX-41)."""

import pytest

from sotto.features.calls import queries
from sotto.features.calls.models import Call
from sotto.features.voicemail.models import Message
from sotto.features.voicemail.queries import caller_shown
from sotto.trust.tenants.models import Tenant
from tests.two_party.kinds.calls import WithheldCall
from tests.two_party.kinds.voicemail import FromAHiddenCaller, Messages
from tests.two_party.stage import Stage, rows_as_text

pytestmark = pytest.mark.room


@pytest.fixture
def stage(office: Tenant) -> Stage:
    return Stage(office)


def test_the_called_side_sees_neither_number_nor_name_nor_a_digit_of_it(stage: Stage) -> None:
    number = WithheldCall(stage, {"caller": ["A"], "callee": ["B"]}).said["caller"]["number"]
    call = Call.objects.get()
    as_b_sees_it = queries.view_of([call], owner=stage.subject("B"))
    assert queries.shown(call, as_b_sees_it).caller == "withheld"
    archive = stage.archive_of("B")
    assert not [one for one in stage.person("A").markers if one in archive]
    assert number[:5] not in archive
    assert str(stage.subject("A")) not in archive


def test_the_one_who_withheld_gets_one_s_own_number_in_the_archive(stage: Stage) -> None:
    said = WithheldCall(stage, {"caller": ["A"], "callee": ["B"]}).said["caller"]
    archive = stage.archive_of("A")
    assert said["number"] in archive
    assert said["name"] in archive


def test_of_a_message_from_who_withholds_nothing_is_there_to_show(stage: Stage) -> None:
    Messages(stage, {"owner": ["A"], "withheld": ["X"]})
    message = Message.objects.get()
    assert set(message.about_caller.values()) <= {"", None, "anonymous"}
    assert message.caller == stage.subject("X")


def test_of_a_message_from_one_of_us_who_withholds_the_owner_has_nothing_but_the_voice(
    stage: Stage,
) -> None:
    FromAHiddenCaller(stage, {"owner": ["A"], "caller": ["B"]})
    message = Message.objects.get()
    assert caller_shown(message, is_lifted=True) == ("", "")
    archive = stage.archive_of("A")
    assert not [one for one in stage.person("B").markers if one in archive]
    assert str(stage.subject("B")) not in archive
    assert str(message.call) in stage.archive_of("B")


def test_two_withheld_calls_are_of_nobody_and_not_of_one(stage: Stage) -> None:
    box = Messages(stage, {"owner": ["A"], "withheld": ["X"]})
    first = stage.subject("X")
    box._leave("A")
    assert stage.subject("X") != first


def test_the_log_has_ids_and_nothing_else(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    call = WithheldCall(stage, {"caller": ["A"], "callee": ["B"]})
    stage.erase("A")
    said = "".join(capsys.readouterr())
    markers = [one for person in stage.people.values() for one in person.markers]
    markers.append(call.said["caller"]["number"])
    assert not [one for one in markers if one in said or one in rows_as_text()]
