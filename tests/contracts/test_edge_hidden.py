"""Callers who withhold who they are, through the real edge and the real agent (PBX-41).

Each test compares every byte that reached the called telephone with everything the caller is known
by: its number, name, device, address, port, Call-ID, tag, and what its telephone said about it.
"""

from collections.abc import Callable

import pytest

from tests.contracts.collector import Collector
from tests.contracts.deposits import LOOPBACK, PROTECTED
from tests.contracts.edge_system import REALM, EdgeSystem, TestDevice
from tests.contracts.hiding import (
    OFFER,
    TELLING,
    Desk,
    answered,
    as_caller,
    found_in,
    hidden_call,
    traces,
)
from tests.contracts.sip_phone import Phone, description, dialog_of
from tests.contracts.sip_wire import Message

pytestmark = pytest.mark.contract


def test_the_markers_are_found_in_a_call_that_hides_nobody(
    desk: Desk, caller: Phone, bob: Phone
) -> None:
    dialog = hidden_call(caller, extra=["Privacy: none"])
    answered(caller, bob, dialog)
    found = found_in(bob.wire.received, traces(caller, dialog))
    assert {"Lovelace", "2001", "marker", "127.0.0.2", dialog.call_id} <= set(found)


@pytest.mark.parametrize(
    "asked",
    [
        ["Privacy: id"],
        ["Privacy: user"],
        ["Privacy: header;session"],
        ["privacy: ID;critical"],
        ["Privacy: header;\r\n session ; user;id;critical"],
        ["Privacy: none;id"],
        ["Privacy: history", "Privacy: none"],
        ["Privacy: no-such-word"],
        ["Privacy: critical"],
    ],
)
def test_nothing_that_reaches_the_called_telephone_says_who_calls(
    asked: list[str], desk: Desk, caller: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = hidden_call(caller, extra=asked)
    invitation = answered(caller, bob, dialog)
    caller.hang_up(dialog)
    bob.reply(bob.expect("BYE"), 200, "OK")
    assert caller.expect(200).method == "BYE"
    assert not found_in(bob.wire.received, traces(caller, dialog))
    assert invitation["from"].startswith("Anonymous <sip:anonymous@anonymous.invalid>;tag=")
    told = collector.expect(kind="ended", outcome="answered", caller=as_caller(caller))
    assert told["callee"]["subject"] == bob.device.subject
    assert told["protection"] == {"caller": PROTECTED, "callee": PROTECTED}


@pytest.mark.parametrize("dialled", ["*31%232002", "*31#2002", "%2A31%232002"])
def test_a_code_before_the_number_hides_for_one_call_and_is_not_shown(
    dialled: str, desk: Desk, caller: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = caller.call(dialled, offer=OFFER, extra=TELLING)
    invitation = answered(caller, bob, dialog)
    assert not found_in(bob.wire.received, [*traces(caller, dialog), "31"])
    assert invitation["to"] == f"<sip:2002@{REALM}>"
    caller.hang_up(dialog)
    bob.reply(bob.expect("BYE"), 200, "OK")
    assert caller.expect(200).method == "BYE"
    told = collector.expect(kind="ended", outcome="answered", caller=as_caller(caller))
    assert told["callee"]["number"] == "2002"
    caller.call("2002")
    assert "2001" in bob.expect("INVITE")["from"]


def test_who_withholds_for_good_is_hidden_without_asking_and_shown_by_none(
    edge: EdgeSystem,
    desk: Desk,
    bob: Phone,
    phones: Callable[[TestDevice], Phone],
) -> None:
    shy = phones(edge.add_device("2005", name="Grace Hopper", withholds=True))
    answered(shy, bob, shy.call("2002"))
    assert not found_in(bob.wire.received, ["2005", "Hopper", shy.device.username])
    for dialled, extra in (("2002", ["Privacy: none"]), ("*30%232002", [])):
        shy.call(dialled, extra=extra)
        assert bob.expect("INVITE")["from"].startswith('"Grace Hopper" <sip:2005@')


def test_a_code_to_be_shown_shows_and_is_itself_not_shown(
    caller: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = caller.call("*30%232002")
    invitation = answered(caller, bob, dialog)
    assert "2001" in invitation["from"]
    assert "*30" not in str(bob.wire.received)
    bob.hang_up(dialog_of(invitation))
    caller.reply(caller.expect("BYE"), 200, "OK")
    assert bob.expect(200).method == "BYE"
    collector.expect(kind="ended", outcome="answered", caller=as_caller(caller, withheld=False))


def test_a_caller_who_names_nobody_in_from_is_hidden_and_known_by_its_proof(
    desk: Desk, caller: Phone, bob: Phone, collector: Collector
) -> None:
    caller.origin = "sip:anonymous@anonymous.invalid"
    dialog = hidden_call(caller, extra=["X-Nothing: 1"])
    answered(caller, bob, dialog)
    assert not found_in(bob.wire.received, traces(caller, dialog))
    caller.hang_up(dialog)
    bob.reply(bob.expect("BYE"), 200, "OK")
    collector.expect(kind="ended", outcome="answered", caller=as_caller(caller))


def test_a_hidden_caller_who_gives_up_is_told_as_cancelled(
    desk: Desk, caller: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = hidden_call(caller)
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 180, "Ringing")
    caller.cancel(dialog, caller.expect(180), f"sip:2002@{REALM}")
    bob.reply(bob.expect("CANCEL"), 200, "OK")
    bob.reply(invitation, 487, "Request Terminated")
    caller.expect(487)
    assert not found_in(bob.wire.received, traces(caller, dialog))
    told = collector.expect(outcome="cancelled", caller=as_caller(caller))
    assert told["callee"]["subject"] == bob.device.subject


@pytest.mark.parametrize("status", [486, 302, 603])
def test_a_hidden_caller_leaves_a_message_in_nobodys_name(
    status: int, desk: Desk, caller: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = hidden_call(caller)
    bob.reply(bob.expect("INVITE"), status)
    caller.confirm(dialog, caller.expect(200))
    call = desk.legs[-1].call
    assert call.asserted is None
    assert call.headers["x-sotto-caller"] == caller.device.subject
    assert call.headers["x-sotto-person"] == bob.device.person
    caller.hang_up(dialog)
    told = collector.expect(outcome="voicemail", caller=as_caller(caller))
    assert told["protection"] == {"caller": PROTECTED, "callee": LOOPBACK}


def test_a_hidden_call_to_nobodys_telephone_reaches_voice_mail(
    edge: EdgeSystem, desk: Desk, caller: Phone
) -> None:
    away = edge.add_device("2003")
    dialog = caller.call("2003", extra=["Privacy: id"])
    caller.confirm(dialog, caller.expect(200))
    assert desk.legs[-1].call.headers["x-sotto-person"] == away.person


def test_without_the_agent_a_hidden_call_is_not_made_in_the_open(
    caller: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = hidden_call(caller)
    collector.expect(outcome="failed", sip_code=503, caller=as_caller(caller))
    assert caller.final().status == 503
    bob.reply(_next_call(caller, bob), 200, "OK")
    assert dialog.call_id not in str(bob.wire.received)


def _next_call(caller: Phone, bob: Phone) -> Message:
    """The first that rings at Bob's is this one."""
    shown = caller.call("2002")
    invitation = bob.expect("INVITE")
    assert invitation["call-id"] == shown.call_id
    return invitation


@pytest.mark.parametrize("asked", [["Privacy: no-such-word;critical"], ["Privacy: id;critical;x"]])
def test_what_nobody_can_promise_to_hide_is_refused(
    asked: list[str], desk: Desk, caller: Phone, bob: Phone, collector: Collector
) -> None:
    caller.call("2002", extra=asked)
    assert caller.final().status == 500
    collector.expect(kind="ended", outcome="failed", sip_code=500)
    _next_call(caller, bob)


@pytest.mark.parametrize(
    "asked",
    [
        [f"Privacy: {';'.join(['id'] * 2000)}"],
        ["Privacy: id"] * 300,
        ["Privacy: " + "x" * 9000],
        ["Privacy: none", *(f"Privacy: word{number}" for number in range(200))],
        ["Privacy:\r\n\tnone\r\n  ;\r\n  id"],
        ['Privacy: "id;\\";none'],
        ["Privacy: \u00efd"],
    ],
)
def test_whatever_stands_in_privacy_nobody_is_shown_by_mistake(
    asked: list[str], desk: Desk, caller: Phone, bob: Phone
) -> None:
    dialog = hidden_call(caller, extra=asked)
    invitation = answered(caller, bob, dialog)
    assert invitation["from"].startswith("Anonymous ")
    assert not found_in(bob.wire.received, traces(caller, dialog))


def test_a_telephone_cannot_pass_for_the_second_half_of_a_hidden_call(
    caller: Phone, bob: Phone, collector: Collector
) -> None:
    extra = ["X-Sotto-Hidden: 11111111-1111-4111-8111-111111111111"]
    caller.request("INVITE", f"sip:2002@{REALM}", body=description(), extra=extra)
    assert caller.final().status == 407
