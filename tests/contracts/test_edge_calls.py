"""Calls through the real edge, spoken message by message."""

from collections.abc import Callable

import pytest

from tests.contracts.collector import Collector
from tests.contracts.deposits import (
    AES_256,
    PROTECTED,
)
from tests.contracts.edge_system import REALM, TENANT, EdgeSystem, TestDevice, wait_until
from tests.contracts.sip_phone import SRTP, Dialog, Phone, description, dialog_of

pytestmark = pytest.mark.contract


def test_two_phones_talk_and_the_call_is_told_with_its_protection(
    ada: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = ada.call("2002")
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 180, "Ringing")
    ada.expect(180)
    bob.reply(invitation, 200, "OK", body=description())
    answer = ada.expect(200)
    ada.confirm(dialog, answer)
    bob.expect("ACK")
    ada.hang_up(dialog)
    bob.reply(bob.expect("BYE"), 200, "OK")
    assert ada.expect(200).method == "BYE"
    told = collector.expect(kind="ended", outcome="answered")
    assert told["tenant"] == TENANT
    assert told["caller"] == {
        "subject": ada.device.subject,
        "person": ada.device.person,
        "number": "2001",
        "name": 'Ada "A" Example',
        "withheld": False,
    }
    assert told["callee"]["subject"] == bob.device.subject
    assert told["protection"] == {"caller": PROTECTED, "callee": PROTECTED}
    assert told["started_at"] <= told["answered_at"] <= told["ended_at"]


def test_a_call_that_is_over_is_relayed_no_more(
    edge: EdgeSystem, ada: Phone, bob: Phone, collector: Collector
) -> None:
    dialog = ada.call("2002")
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 200, "OK", body=description())
    ada.confirm(dialog, ada.expect(200))
    bob.expect("ACK")
    assert edge.relay.traffic(call=dialog.call_id) is not None
    ada.hang_up(dialog)
    bob.reply(bob.expect("BYE"), 200, "OK")
    wait_until(lambda: edge.relay.traffic(call=dialog.call_id) is None)


def test_the_callee_can_hang_up(ada: Phone, bob: Phone) -> None:
    dialog = ada.call("2002")
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 200, "OK", body=description())
    ada.confirm(dialog, ada.expect(200))
    bob.expect("ACK")
    bob.hang_up(dialog_of(invitation))
    ada.reply(ada.expect("BYE"), 200, "OK")
    assert bob.expect(200).method == "BYE"


def test_what_a_phone_claims_about_itself_is_replaced(ada: Phone, bob: Phone) -> None:
    ada.name = '"Mallory" '
    ada.call(
        "2002",
        extra=[
            "P-Asserted-Identity: <sip:boss@example.org>",
            "X-Sotto-Person: boss",
            "Remote-Party-ID: <sip:boss@example.org>",
        ],
    )
    invitation = bob.expect("INVITE")
    own = f'"Ada \\"A\\" Example" <sip:2001@{REALM}>'
    assert invitation["from"].startswith(own)
    assert invitation.all("p-asserted-identity") == [own]
    assert not invitation.all("x-sotto-person")
    assert not invitation.all("remote-party-id")
    assert not invitation.all("proxy-authorization")


def test_a_call_that_asks_for_no_privacy_at_all_rings(ada: Phone, bob: Phone) -> None:
    ada.call("2002", extra=["Privacy: none;critical"])
    assert bob.expect("INVITE").all("privacy") == ["none;critical"]


def test_only_one_suite_is_offered_on_and_answered(ada: Phone, bob: Phone) -> None:
    ada.call("2002", offer=description(crypto=AES_256 + SRTP))
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 200, "OK", body=description())
    bodies = [invitation.body, ada.expect(200).body]
    for body in bodies:
        suites = [line.split()[1] for line in body.splitlines() if line.startswith("a=crypto")]
        assert suites == ["AES_CM_128_HMAC_SHA1_80"]


def test_a_plain_offer_is_refused(ada: Phone, bob: Phone, collector: Collector) -> None:
    ada.call("2002", offer=description("RTP/AVP"))
    assert ada.final().status == 488
    wait_until(lambda: ada.device.subject in _refused(collector, sip_code=488))


def test_a_device_that_may_do_plain_is_encrypted_towards_the_other(
    edge: EdgeSystem, bob: Phone, phones: Callable[[TestDevice], Phone]
) -> None:
    old = phones(edge.add_device("2009", plain_media_allowed=True))
    dialog = old.call("2002", offer=description("RTP/AVP"))
    offered, answered = _bodies_taken(old, bob, dialog)
    assert "RTP/SAVP" in offered
    assert "RTP/AVP" in answered
    dialog.cseq += 1
    held = description("RTP/AVP").replace("sendrecv", "sendonly")
    old.request("INVITE", dialog.target, dialog=dialog, body=held)
    offered, answered = _bodies_taken(old, bob, dialog)
    assert "RTP/SAVP" in offered
    assert "RTP/AVP" in answered


def test_a_plain_answer_ends_the_call(ada: Phone, bob: Phone, collector: Collector) -> None:
    dialog = ada.call("2002")
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 200, "OK", body=description("RTP/AVP"))
    answer = ada.expect(200)
    assert "m=audio 0 " in answer.body
    ada.confirm(dialog, answer)
    ada.expect("BYE")
    bob.expect("BYE")
    told = collector.expect(outcome="failed", sip_code=488, answered_at=None)
    assert told["kind"] == "ended"


def test_a_codec_that_nobody_shares_is_told_to_the_caller(ada: Phone, bob: Phone) -> None:
    ada.call("2002")
    bob.reply(bob.expect("INVITE"), 488, "Not Acceptable Here")
    assert ada.final().status == 488


def test_an_unknown_number_is_not_found(ada: Phone, collector: Collector) -> None:
    ada.call("2999")
    assert ada.final().status == 404
    told = collector.expect(sip_code=404)
    assert told["callee"] == {"subject": None, "person": None, "number": "2999", "name": ""}


def test_an_address_outside_is_not_found(ada: Phone) -> None:
    dialog = ada.request("INVITE", "sip:2002@example.org", body=description())
    challenge = ada.final()
    ada.acknowledge(dialog, challenge, "sip:2002@example.org")
    dialog.cseq += 1
    proof = ada.authorization(challenge, "INVITE", "sip:2002@example.org")
    ada.request("INVITE", "sip:2002@example.org", dialog=dialog, body=description(), extra=[proof])
    assert ada.final().status == 404


def test_a_cancelled_call_is_told_and_gets_no_voice_mail(
    ada: Phone, bob: Phone, collector: Collector
) -> None:
    ada.call("2002")
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 180, "Ringing")
    ringing = ada.expect(180)
    branch = ringing["via"].partition("branch=")[2].partition(";")[0]
    dialog = dialog_of(invitation)
    dialog.local = f"<sip:{ada.device.username}@{REALM}>;tag=" + ringing["from"].split("tag=")[1]
    dialog.remote, dialog.routes = f"<sip:2002@{REALM}>", []
    dialog.cseq = 2
    ada.request("CANCEL", f"sip:2002@{REALM}", dialog=dialog, branch=branch)
    bob.reply(bob.expect("CANCEL"), 200, "OK")
    bob.reply(invitation, 487, "Request Terminated")
    ada.expect(487)
    told = collector.expect(outcome="cancelled")
    assert told["callee"]["subject"] == bob.device.subject


def test_all_phones_of_a_person_ring(
    ada: Phone, bob: Phone, phones: Callable[[TestDevice], Phone]
) -> None:
    second = phones(bob.device)
    ada.call("2002")
    assert bob.expect("INVITE")["call-id"] == second.expect("INVITE")["call-id"]


def test_a_new_offer_within_a_call_passes_the_relay_and_must_be_protected(
    ada: Phone, bob: Phone
) -> None:
    dialog = ada.call("2002")
    bob.reply(bob.expect("INVITE"), 200, "OK", body=description())
    ada.confirm(dialog, ada.expect(200))
    bob.expect("ACK")
    dialog.cseq += 1
    ada.request("INVITE", dialog.target, dialog=dialog, body=description())
    again = bob.expect("INVITE")
    assert "m=audio 47000" not in again.body
    bob.reply(again, 200, "OK", body=description())
    ada.confirm(dialog, ada.expect(200))
    bob.expect("ACK")
    dialog.cseq += 1
    ada.request("INVITE", dialog.target, dialog=dialog, body=description("RTP/AVP"))
    assert ada.final().status == 488


def test_a_request_in_no_dialog_of_ours_is_not_relayed(ada: Phone, bob: Phone) -> None:
    dialog = ada.request("OPTIONS", f"sip:{REALM}")
    ada.final()
    dialog.remote = "<sip:x@y>;tag=invented"
    dialog.routes = [f"<sip:127.0.0.1:{ada.wire.port};lr>"]
    ada.request("BYE", f"sip:x@127.0.0.1:{bob.wire.port};transport=tls", dialog=dialog)
    assert ada.final().status == 481


def test_events_wait_for_a_collector_that_is_away(
    ada: Phone, collector: Collector, edge: EdgeSystem
) -> None:
    collector.go_away()
    for number in range(3000, 3010):
        ada.call(str(number))
        assert ada.final().status == 404
    assert not any(event["callee"]["number"] == "3005" for event in _ended(collector))
    collector.listen()
    wait_until(lambda: _numbers(collector) >= set(map(str, range(3000, 3010))))
    received = [event["id"] for event in collector.events]
    assert len(received) == len(set(received))


def _ended(collector: Collector) -> list[dict[str, dict[str, str]]]:
    return [event for event in collector.events if event["kind"] == "ended"]


def _refused(collector: Collector, *, sip_code: int) -> set[str]:
    """The subjects of those whose call was."""
    failed = [event for event in list(collector.events) if event.get("outcome") == "failed"]
    return {event["caller"]["subject"] for event in failed if event["sip_code"] == sip_code}


def _numbers(collector: Collector) -> set[str]:
    return {event["callee"]["number"] for event in _ended(collector)}


def test_no_call_goes_past_a_media_relay_that_is_away(
    edge: EdgeSystem, ada: Phone, bob: Phone, collector: Collector
) -> None:
    edge.stop("rtpengine")
    try:
        ada.call("2002")
        assert ada.final().status in {500, 503}
    finally:
        edge.start("rtpengine")
    told = collector.expect(outcome="failed", sip_code=503)
    assert told["caller"]["subject"] == ada.device.subject
    wait_until(lambda: _rings(ada, bob), seconds=20)


def _rings(ada: Phone, bob: Phone) -> bool:
    """Whether a call from Ada reaches Bob; it is declined then."""
    ada.call("2002")
    try:
        bob.reply(bob.expect("INVITE"), 488)
    except TimeoutError:
        return False
    return True


def _bodies_taken(caller: Phone, called: Phone, dialog: Dialog) -> tuple[str, str]:
    """What the called phone was offered, and what the caller was answered."""
    offered = called.expect("INVITE")
    called.reply(offered, 200, "OK", body=description())
    answer = caller.expect(200)
    caller.confirm(dialog, answer)
    called.expect("ACK")
    return offered.body, answer.body
