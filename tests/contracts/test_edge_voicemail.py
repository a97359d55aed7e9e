"""Calls that nobody takes, and the mailbox, through the real edge, message by message."""

import pytest

from tests.contracts.collector import Collector
from tests.contracts.deposits import (
    LOOPBACK,
    PROTECTED,
    accept_deposit,
    offered_deposit,
)
from tests.contracts.edge_system import REALM, TENANT, EdgeSystem
from tests.contracts.sip_phone import Phone, dialog_of

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("status", [486, 600, 603, 480])
def test_busy_goes_to_voice_mail(
    ada: Phone, bob: Phone, media: Phone, collector: Collector, status: int
) -> None:
    dialog = ada.call("2002")
    bob.reply(bob.expect("INVITE"), status)
    invitation = accept_deposit(media)
    assert invitation.target.startswith("sip:deposit@127.0.0.1:")
    assert "RTP/AVP" in invitation.body
    assert invitation["x-sotto-person"] == bob.device.person
    assert invitation["x-sotto-owner"] == bob.device.subject
    assert invitation["x-sotto-caller"] == ada.device.subject
    assert invitation["x-sotto-tenant"] == TENANT
    assert f"<sip:2001@{REALM}>" in invitation["p-asserted-identity"]
    answer = ada.expect(200)
    assert "RTP/SAVP" in answer.body
    ada.confirm(dialog, answer)
    media.expect("ACK")
    ada.hang_up(dialog)
    media.reply(media.expect("BYE"), 200, "OK")
    told = collector.expect(call=invitation["x-sotto-call"])
    assert told["outcome"] == "voicemail"
    assert told["protection"] == {"caller": PROTECTED, "callee": LOOPBACK}


def test_no_answer_goes_to_voice_mail(ada: Phone, bob: Phone, media: Phone) -> None:
    ada.call("2002")
    bob.reply(bob.expect("INVITE"), 180, "Ringing")
    assert accept_deposit(media)["x-sotto-person"] == bob.device.person
    assert bob.expect("CANCEL").method == "CANCEL"


def test_who_is_not_registered_gets_voice_mail_at_once(
    edge: EdgeSystem, ada: Phone, media: Phone
) -> None:
    away = edge.add_device("2003")
    ada.call("2003")
    assert accept_deposit(media)["x-sotto-person"] == away.person


def test_a_call_that_voice_mail_cannot_take_ends_as_it_began(
    ada: Phone, bob: Phone, media: Phone, collector: Collector
) -> None:
    ada.call("2002")
    bob.reply(bob.expect("INVITE"), 486)
    invitation = offered_deposit(media)
    media.reply(invitation, 503)
    assert ada.final().status == 486
    assert collector.expect(call=invitation["x-sotto-call"])["outcome"] == "busy"


def test_the_mailbox_number_reaches_the_callers_own_mailbox(
    edge: EdgeSystem, ada: Phone, media: Phone, collector: Collector
) -> None:
    with edge.database() as connection:
        connection.execute(
            "INSERT INTO edge_number VALUES (%s, %s, '*97', 'mailbox', NULL, NULL, '')"
            " ON CONFLICT DO NOTHING",
            (TENANT, REALM),
        )
    edge.control.forget_routes()
    dialog = ada.call("*97")
    invitation = accept_deposit(media)
    assert invitation.target.startswith("sip:mailbox@127.0.0.1:")
    assert invitation["x-sotto-person"] == ada.device.person
    ada.confirm(dialog, ada.expect(200))
    media.expect("ACK")
    ada.hang_up(dialog)
    media.reply(media.expect("BYE"), 200, "OK")
    told = collector.expect(call=invitation["x-sotto-call"])
    assert (told["outcome"], told["callee"]["number"]) == ("answered", "*97")


def test_the_message_lamp_is_watched_through_the_media_application(
    ada: Phone, media: Phone
) -> None:
    target = f"sip:{ada.device.username}@{REALM}"
    extra = ["Event: message-summary", "Expires: 600", "X-Sotto-Person: boss"]
    dialog = ada.request("SUBSCRIBE", target, extra=extra)
    challenge = ada.final()
    assert challenge.status == 407
    dialog.cseq += 1
    proof = ada.authorization(challenge, "SUBSCRIBE", target)
    ada.request("SUBSCRIBE", target, dialog=dialog, extra=[*extra, proof])
    subscription = media.expect("SUBSCRIBE")
    assert subscription.all("x-sotto-person") == [ada.device.person]
    media.reply(subscription, 200, "OK")
    ada.expect(200)
    back = dialog_of(subscription)
    media.request("NOTIFY", back.target, dialog=back, extra=["Event: message-summary"])
    notice = ada.expect("NOTIFY")
    ada.reply(notice, 200, "OK")
    assert media.expect(200).method == "NOTIFY"


def _ended(collector: Collector) -> list[dict[str, dict[str, str]]]:
    return [event for event in collector.events if event["kind"] == "ended"]


def _numbers(collector: Collector) -> set[str]:
    return {event["callee"]["number"] for event in _ended(collector)}
