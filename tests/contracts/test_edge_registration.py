"""Who may register, who may not, and what the edge makes of malformed messages."""

import re
import secrets
import ssl
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from sotto.engines import EngineUnavailable
from sotto.lib import digest
from tests.contracts.collector import Collector
from tests.contracts.edge_system import REALM, TENANT, EdgeSystem, TestDevice, wait_until
from tests.contracts.sip_phone import Dialog, Phone
from tests.contracts.sip_wire import Message, TlsWire, UdpWire
from tests.contracts.torture import TORTURE

pytestmark = pytest.mark.contract

Maker = Callable[..., Phone]


@pytest.fixture
def phone_of(edge: EdgeSystem) -> Iterator[Maker]:
    """Makes phones over TLS, or over UDP on request."""
    made: list[Phone] = []

    def make(device: TestDevice, *, udp: bool = False, **options: str) -> Phone:
        ports = edge.kamailio
        wire = UdpWire(ports.plain_port) if udp else TlsWire(ports.tls_port)
        made.append(Phone(wire, device, **options))
        return made[-1]

    yield make
    for phone in made:
        phone.wire.close()


@pytest.fixture
def ada(edge: EdgeSystem, phone_of: Maker) -> Phone:
    return phone_of(edge.add_device("2001", name="Ada Example"))


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
@pytest.mark.parametrize("udp", [False, True])
def test_a_device_registers_with_its_own_algorithm(
    edge: EdgeSystem, phone_of: Maker, algorithm: str, *, udp: bool
) -> None:
    phone = phone_of(edge.add_device("2001", algorithm=algorithm), udp=udp)
    challenge = phone.ask_to_register([])
    asked = digest.parse_challenge(challenge["www-authenticate"])
    assert asked is not None
    assert (asked.algorithm, asked.realm) == (algorithm, REALM)
    before = edge.control.registrations()
    assert phone.register().status == 200
    assert edge.control.registrations() == before + 1


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_of_today_is_spoken(edge: EdgeSystem, version: ssl.TLSVersion) -> None:
    wire = TlsWire(edge.kamailio.tls_port, version=version)
    assert wire.version == version.name.replace("_", ".")
    wire.close()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_tls_of_yesterday_is_refused(edge: EdgeSystem) -> None:
    with pytest.raises(ssl.SSLError):
        TlsWire(edge.kamailio.tls_port, version=ssl.TLSVersion.TLSv1_1)


def test_a_wrong_password_is_refused(edge: EdgeSystem, phone_of: Maker) -> None:
    assert phone_of(edge.add_device("2001"), password="wrong").register().status == 403


def test_who_is_unknown_is_challenged_and_refused_like_who_is_wrong(
    ada: Phone, phone_of: Maker
) -> None:
    stranger = TestDevice("d" + secrets.token_hex(6), "", "", "", "2001", "SHA-256")
    phone = phone_of(stranger)
    assert phone.ask_to_register([]).status == 401
    assert phone.register().first == phone_of(ada.device, password="wrong").register().first


def test_the_same_credentials_work_once(ada: Phone) -> None:
    challenge = ada.ask_to_register([])
    proof = ada.authorization(challenge, "REGISTER", f"sip:{REALM}")
    assert ada.ask_to_register([proof]).status == 200
    again = ada.ask_to_register([proof])
    assert again.status == 401
    assert "stale=true" in again["www-authenticate"]


def test_a_nonce_may_be_used_again_with_the_next_count(ada: Phone) -> None:
    challenge = ada.ask_to_register([])
    first = ada.authorization(challenge, "REGISTER", f"sip:{REALM}")
    assert ada.ask_to_register([first]).status == 200
    assert ada.ask_to_register([_counted(ada, challenge, 2)]).status == 200


def test_a_nonce_of_somebody_else_is_not_taken(ada: Phone) -> None:
    challenge = ada.ask_to_register([])
    forged = digest.mint_nonce(b"not the key of the edge", now=1_800_000_000, salt=b"saltsalt")
    asked = digest.parse_challenge(challenge["www-authenticate"])
    assert asked is not None
    value = digest.challenge_header(asked._replace(nonce=forged))
    challenge.headers = [("www-authenticate", value)]
    proof = ada.authorization(challenge, "REGISTER", f"sip:{REALM}")
    again = ada.ask_to_register([proof])
    assert again.status == 401
    assert "stale" not in again["www-authenticate"]


def test_nobody_registers_for_another(ada: Phone) -> None:
    challenge = ada.ask_to_register([])
    proof = ada.authorization(challenge, "REGISTER", f"sip:{REALM}")
    other = Dialog("c", f"<sip:{ada.device.username}@{REALM}>;tag=1", f"<sip:2002@{REALM}>")
    ada.request("REGISTER", f"sip:{REALM}", dialog=other, extra=[proof])
    assert ada.final().status == 403


def test_guessing_locks_the_device_and_is_told(
    edge: EdgeSystem, phone_of: Maker, collector: Collector
) -> None:
    device = edge.add_device("2001")
    wrong, right = phone_of(device, password="wrong"), phone_of(device)
    for _ in range(14):
        assert wrong.register().status == 403
    assert right.register().status == 200
    assert wrong.register().status == 403
    assert right.register().status == 403
    told = collector.expect(kind="device_locked", device=device.device)
    assert (told["tenant"], told["subject"]) == (TENANT, device.subject)


def test_a_removed_registration_is_gone(edge: EdgeSystem, ada: Phone) -> None:
    assert ada.register().status == 200
    before = edge.control.registrations()
    assert ada.register(expires=0).status == 200
    assert edge.control.registrations() == before - 1
    ada.call("2001")
    assert ada.final().first == "SIP/2.0 403 Not Registered Here"


def test_a_source_that_did_not_register_may_not_call(ada: Phone) -> None:
    ada.call("2001")
    assert ada.final().status == 403


def test_a_registration_by_another_protocol_does_not_count(ada: Phone, phone_of: Maker) -> None:
    assert ada.register().status == 200
    elsewhere = phone_of(ada.device, udp=True)
    elsewhere.call("2001")
    assert elsewhere.final().status == 403


def test_a_lost_connection_ends_its_registration(edge: EdgeSystem, ada: Phone) -> None:
    assert ada.register().status == 200
    address = f"{UUID(ada.device.person).hex}@{REALM}"
    assert _is_registered(edge, address)
    ada.wire.close()
    wait_until(lambda: not _is_registered(edge, address), seconds=30)


def test_a_device_taken_away_is_refused_at_once(edge: EdgeSystem, ada: Phone) -> None:
    assert ada.register().status == 200
    with edge.database() as connection:
        connection.execute("DELETE FROM edge_device WHERE username = %s", (ada.device.username,))
    edge.control.forget_routes()
    assert ada.register().status == 403


def test_an_unknown_method_is_refused_with_what_is_allowed(ada: Phone) -> None:
    ada.request("PUBLISH", f"sip:2001@{REALM}")
    refused = ada.final()
    assert refused.status == 405
    assert "REGISTER" in refused["allow"]


def test_an_unknown_event_is_refused_with_what_is_known(ada: Phone) -> None:
    ada.request("SUBSCRIBE", f"sip:2001@{REALM}", extra=["Event: presence"])
    refused = ada.final()
    assert (refused.status, refused["allow-events"]) == (489, "message-summary")


@pytest.mark.parametrize("name", TORTURE)
def test_after_a_tortuous_message_a_good_one_is_answered(
    edge: EdgeSystem, ada: Phone, phone_of: Maker, name: str
) -> None:
    """RFC 4475: what may come back to it is at most a refusal."""
    attacker = phone_of(ada.device, udp=True)
    attacker.wire.send(TORTURE[name])
    dialog = attacker.request("OPTIONS", f"sip:{REALM}")
    answers = _until(attacker, dialog)
    assert answers[-1].status == 200
    assert all(answer.status >= 300 for answer in answers if "torture" in answer["call-id"])


def test_nothing_of_a_bad_message_stands_in_the_log(edge: EdgeSystem, phone_of: Maker) -> None:
    device = edge.add_device("2001")
    attacker = phone_of(device, udp=True)
    for message in TORTURE.values():
        attacker.wire.send(message)
    attacker.wire.send(f"REGISTER sip:[2001@marker SIP/2.0\r\nVia: marker\r\n{_HEADERS}".encode())
    _until(attacker, attacker.request("OPTIONS", f"sip:{REALM}"))
    lines = edge.log("kamailio").splitlines()
    assert [line for line in lines if not _HARMLESS.fullmatch(line)] == []


def test_while_projections_are_rebuilt_phones_are_told_to_come_back(
    edge: EdgeSystem, phone_of: Maker
) -> None:
    device = edge.add_device("2001")
    with edge.database() as connection:
        connection.execute("TRUNCATE edge_state")
        connection.execute("DELETE FROM edge_device WHERE username = %s", (device.username,))
    try:
        answer = phone_of(device).ask_to_register([])
    finally:
        with edge.database() as connection:
            connection.execute("INSERT INTO edge_state VALUES (true, now())")
    assert answer.status == 503
    assert int(answer["retry-after"]) > 0


def test_while_postgresql_is_away_who_is_known_is_served_and_others_come_back_later(
    edge: EdgeSystem, phone_of: Maker
) -> None:
    known, unknown = edge.add_device("2001"), edge.add_device("2002")
    phones = [phone_of(known) for _ in range(8)]  # So that each worker knows the device.
    assert {phone.register().status for phone in phones} == {200}
    edge.stop("postgres")
    try:
        assert {phone.register().status for phone in phones} == {200}
        assert phone_of(unknown).ask_to_register([]).status == 503
    finally:
        edge.start("postgres")
    late = phone_of(unknown)
    wait_until(lambda: late.register().status == 200)


def test_after_a_restart_of_postgresql_no_phone_is_told_to_come_back(
    edge: EdgeSystem, phone_of: Maker
) -> None:
    known = edge.add_device("2001")
    phones = [phone_of(known) for _ in range(8)]  # So that each worker has read something.
    wait_until(lambda: {phone.register().status for phone in phones} == {200})
    edge.stop("postgres")
    edge.start("postgres")
    unread = [edge.add_device("2002") for _ in range(8)]
    assert [phone_of(device).register().status for device in unread] == [200] * 8


def test_a_call_without_a_description_is_refused(ada: Phone) -> None:
    assert ada.register().status == 200
    ada.call("2001", offer="")
    assert ada.final().status == 488


_HEADERS = "From: marker\r\nTo: marker\r\nCall-ID: marker\r\nCSeq: 1 REGISTER\r\n\r\n"
_HARMLESS = re.compile(
    r"(ALERT|BUG|CRITICAL|ERROR|WARNING): <?\w+>? \[[\w./-]+:\d+\]: \w+\(\)"
    r'|\{"time": "[^"]+", "event": "sip_edge\.\w+"(, "\w+": "[\w.:]*")*\}'
)


def _is_registered(edge: EdgeSystem, address: str) -> bool:
    try:
        edge.control._call("ul.lookup", "location", address)
    except EngineUnavailable:
        return False
    return True


def _counted(phone: Phone, challenge: Message, count: int) -> str:
    """Credentials for the same nonce with another count."""
    asked = digest.parse_challenge(challenge["www-authenticate"])
    assert asked is not None
    nc = f"{count:08x}"
    claim = digest.Credentials(
        phone.device.username, REALM, asked.nonce, f"sip:{REALM}", "", "c", nc
    )
    ha1 = digest.ha1_of(
        asked.algorithm, username=claim.username, realm=REALM, password=phone.password
    )
    proof = digest.response_of(asked.algorithm, ha1, method="REGISTER", credentials=claim)
    return (
        f'Authorization: Digest username="{claim.username}", realm="{REALM}", '
        f'nonce="{asked.nonce}", uri="sip:{REALM}", response="{proof}", cnonce="c", '
        f"qop=auth, nc={nc}"
    )


def _until(phone: Phone, dialog: Dialog) -> list[Message]:
    """All that comes, up to the reply in this dialog."""
    came: list[Message] = []
    while not came or came[-1]["call-id"] != dialog.call_id:
        came.append(Message.parse(phone.wire.receive()))
    return came
