"""What follows in a call whose caller is hidden, from either side (PBX-41)."""

import pytest

from tests.contracts.collector import Collector
from tests.contracts.edge_system import EdgeSystem, wait_until
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
from tests.contracts.sip_phone import Dialog, Phone, description, dialog_of
from tests.contracts.sip_wire import Message

pytestmark = pytest.mark.contract


def test_what_follows_in_a_hidden_call_says_nothing_either(
    desk: Desk, caller: Phone, bob: Phone
) -> None:
    dialog = hidden_call(caller)
    back = dialog_of(answered(caller, bob, dialog))
    for method in ("INVITE", "UPDATE"):
        dialog.cseq += 1
        moved = OFFER.replace("47000", "47002").replace("sendrecv", method_word(method))
        caller.request(method, dialog.target, dialog=dialog, body=moved, extra=TELLING)
        again = bob.expect("INVITE")
        assert f"a={method_word(method)}" in again.body
        bob.reply(again, 200, "OK", body=description())
        answer = caller.expect(200)
        assert answer["cseq"].endswith(method)
        assert "RTP/SAVP" in answer.body
        bob.expect("ACK")
        _confirmed(caller, dialog, answer)
    for method in ("INVITE", "UPDATE"):
        back.cseq += 1
        held = description().replace("sendrecv", method_word(method))
        bob.request(method, back.target, dialog=back, body=held)
        asked = caller.expect("INVITE")
        assert f"a={method_word(method)}" in asked.body
        caller.reply(asked, 200, "OK", body=OFFER, extra=TELLING)
        answer = bob.expect(200)
        caller.expect("ACK")
        _confirmed(bob, back, answer)
    dialog.cseq += 1
    caller.request(
        "BYE",
        dialog.target,
        dialog=dialog,
        extra=[*TELLING, 'Reason: SIP;cause=200;text="marker"', "Also: <sip:2001@marker.example>"],
    )
    bob.reply(bob.expect("BYE"), 200, "OK")
    caller.expect(200)
    assert not found_in(bob.wire.received, traces(caller, dialog))


def method_word(method: str) -> str:
    """A direction for each, so that one offer is told from the other."""
    return {"INVITE": "sendonly", "UPDATE": "recvonly"}[method]


def _confirmed(phone: Phone, dialog: Dialog, answer: Message) -> None:
    """An ACK where one is due."""
    phone.confirm(dialog, answer) if answer["cseq"].endswith("INVITE") else None


def test_an_offer_that_the_called_side_refuses_changes_nothing(
    desk: Desk, caller: Phone, bob: Phone
) -> None:
    dialog = hidden_call(caller)
    answered(caller, bob, dialog)
    for _ in range(2):
        dialog.cseq += 1
        moved = OFFER.replace("47000", "47002")
        caller.request("INVITE", dialog.target, dialog=dialog, body=moved, extra=TELLING)
        bob.reply(bob.expect("INVITE"), 488, "marker of Bob")
        refusal = caller.expect(488)
        caller.acknowledge(dialog, refusal, dialog.target)
        bob.expect("ACK")
    caller.hang_up(dialog)
    bob.reply(bob.expect("BYE"), 200, "OK")
    assert not found_in(bob.wire.received, traces(caller, dialog))


@pytest.mark.parametrize("method", ["REFER", "INFO", "MESSAGE", "NOTIFY"])
def test_what_could_carry_words_of_the_caller_is_refused_and_the_call_goes_on(
    method: str, desk: Desk, caller: Phone, bob: Phone
) -> None:
    dialog = hidden_call(caller)
    answered(caller, bob, dialog)
    dialog.cseq += 1
    refer = ["Refer-To: <sip:2001@marker.example>", "Content-Type: text/plain"]
    caller.request(method, dialog.target, dialog=dialog, extra=[*TELLING, *refer])
    assert caller.final().status == 405
    caller.hang_up(dialog)
    assert bob.expect("BYE").method == "BYE"
    assert not found_in(bob.wire.received, traces(caller, dialog))


def test_the_called_side_can_hang_up_a_hidden_call(
    edge: EdgeSystem, desk: Desk, caller: Phone, bob: Phone
) -> None:
    dialog = hidden_call(caller)
    invitation = answered(caller, bob, dialog)
    assert edge.relay.traffic(call=invitation["call-id"]) is not None
    bob.hang_up(dialog_of(invitation))
    caller.reply(caller.expect("BYE"), 200, "OK")
    assert bob.expect(200).method == "BYE"
    wait_until(lambda: edge.relay.traffic(call=invitation["call-id"]) is None)


def test_a_plain_answer_ends_a_hidden_call_as_well(
    desk: Desk, caller: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = hidden_call(caller)
    bob.reply(bob.expect("INVITE"), 200, "OK", body=description("RTP/AVP"))
    answer = caller.expect(200)
    assert "m=audio 0 " in answer.body
    caller.confirm(dialog, answer)
    caller.expect("BYE")
    bob.expect("BYE")
    collector.expect(outcome="failed", sip_code=488, caller=as_caller(caller))
