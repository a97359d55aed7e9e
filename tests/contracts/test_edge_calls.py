"""Calls through the real edge, spoken message by message."""

from collections.abc import Callable, Iterator

import pytest

from tests.contracts.collector import Collector
from tests.contracts.edge_system import REALM, TENANT, EdgeSystem, TestDevice, wait_until
from tests.contracts.sip_phone import (
    SRTP,
    Message,
    Phone,
    TlsWire,
    UdpWire,
    description,
    dialog_of,
)

pytestmark = pytest.mark.contract

AES_256 = (
    "a=crypto:7 AES_256_CM_HMAC_SHA1_80 inline:"
    "P1Gr/mtpMEXl2ZsI69qvlNa+CGQFFl3aOfWMjUqcJgHUVHeu/uNTqe9xKJAW0A\r\n"
)
PROTECTED = {
    "signalling": "TLSv1.3",
    "cipher": "TLS_AES_256_GCM_SHA384",
    "media": "AES_CM_128_HMAC_SHA1_80",
}
LOOPBACK = {"signalling": "loopback", "cipher": "", "media": "loopback"}


@pytest.fixture
def ada(edge: EdgeSystem) -> Iterator[Phone]:
    phone = Phone(TlsWire(edge.kamailio.tls_port), edge.add_device("2001", name='Ada "A" Example'))
    assert phone.register().status == 200
    yield phone
    phone.wire.close()


@pytest.fixture
def bob(edge: EdgeSystem) -> Iterator[Phone]:
    device = edge.add_device("2002", name="Bob Example", algorithm="MD5")
    phone = Phone(TlsWire(edge.kamailio.tls_port), device)
    assert phone.register().status == 200
    yield phone
    phone.wire.close()


@pytest.fixture
def media(edge: EdgeSystem, ada: Phone) -> Iterator[Phone]:
    """The media application's SIP port."""
    phone = Phone(UdpWire(edge.kamailio.plain_port, source_port=edge.media_port), ada.device)
    yield phone
    phone.wire.close()


@pytest.fixture
def phones(edge: EdgeSystem) -> Iterator[Callable[[TestDevice], Phone]]:
    """More phones, registered; for tests that need a third."""
    made: list[Phone] = []

    def registered(device: TestDevice) -> Phone:
        made.append(Phone(TlsWire(edge.kamailio.tls_port), device))
        assert made[-1].register().status == 200
        return made[-1]

    yield registered
    for phone in made:
        phone.wire.close()


def offered_deposit(media: Phone) -> Message:
    """The next call for voice mail from Ada of this test; earlier tests' phones may still ring."""
    while (invitation := media.expect("INVITE"))["x-sotto-caller"] != media.device.subject:
        pass
    return invitation


def accept_deposit(media: Phone) -> Message:
    invitation = offered_deposit(media)
    media.reply(invitation, 200, "OK", body=description("RTP/AVP"))
    return invitation


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
    }
    assert told["callee"]["subject"] == bob.device.subject
    assert told["protection"] == {"caller": PROTECTED, "callee": PROTECTED}
    assert told["started_at"] <= told["answered_at"] <= told["ended_at"]


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
    told = collector.expect(outcome="failed", sip_code=488)
    assert told["caller"]["subject"] == ada.device.subject


def test_a_device_that_may_do_plain_is_encrypted_towards_the_other(
    edge: EdgeSystem, bob: Phone, phones: Callable[[TestDevice], Phone]
) -> None:
    old = phones(edge.add_device("2009", plain_media_allowed=True))
    old.call("2002", offer=description("RTP/AVP"))
    invitation = bob.expect("INVITE")
    assert "RTP/SAVP" in invitation.body
    bob.reply(invitation, 200, "OK", body=description())
    assert "RTP/AVP" in old.expect(200).body


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
