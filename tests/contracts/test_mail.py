"""Letters go out in TLS, signed in, or not at all: to a real server and to the fake alike."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sotto.engines import EngineUnavailable
from sotto.engines.mail.client import Letter, MailClient, MailRefused
from sotto.engines.mail.health import is_healthy
from tests.contracts import mail_rigs
from tests.contracts.mail_rigs import UNKNOWN, MailRig

pytestmark = pytest.mark.contract

LETTER = Letter("privacy@recipient.example", "Sotto: erasure", "Please erase it, too. Grüße")


@pytest.fixture(params=["fake", "real"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MailRig]:
    with getattr(mail_rigs, request.param)(tmp_path) as rig:
        yield rig


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailRig]:
    with mail_rigs.real(tmp_path) as rig:
        yield rig


def client(server: MailRig, **changed: object) -> MailClient:
    assert server.config is not None
    return MailClient(replace(server.config, **changed))  # type: ignore[arg-type]  # Its fields.


def test_a_letter_arrives(rig: MailRig) -> None:
    rig.mailer.send(LETTER)
    assert rig.subjects() == ["Sotto: erasure"]
    assert is_healthy(rig.mailer)


def test_an_address_that_does_not_exist_is_refused_for_good(rig: MailRig) -> None:
    with pytest.raises(MailRefused):
        rig.mailer.send(replace(LETTER, to=UNKNOWN))
    assert rig.subjects() == []


@pytest.mark.parametrize(
    "changed", [{"to": "a@b.example\nBcc: c@d.example"}, {"subject": "a\nB: c"}]
)
def test_a_line_break_smuggles_no_header_in(rig: MailRig, changed: dict[str, str]) -> None:
    with pytest.raises(MailRefused):
        rig.mailer.send(replace(LETTER, **changed))
    assert rig.subjects() == []


def test_a_letter_says_what_it_is(server: MailRig) -> None:
    server.mailer.send(LETTER)
    [letter] = server.office.letters
    assert letter["From"] == "sotto@office.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@office.example>")
    assert "Grüße" in bytes(letter.get_payload(decode=True) or b"").decode()


def test_a_wrong_password_says_nothing_of_the_letter_which_waits(
    server: MailRig, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("guessed")
    with pytest.raises(EngineUnavailable):
        client(server, password_file=wrong).send(LETTER)
    assert not server.office.letters


def test_a_server_that_nobody_vouches_for_gets_nothing(server: MailRig) -> None:
    with pytest.raises(EngineUnavailable):
        client(server, ca_file=None).send(LETTER)
    assert not server.office.letters


def test_a_server_under_another_name_gets_nothing(server: MailRig) -> None:
    with pytest.raises(EngineUnavailable):
        client(server, host="127.0.0.1").send(LETTER)
    assert not server.office.letters


def test_a_server_that_is_away_is_said_to_be_away(server: MailRig) -> None:
    with pytest.raises(EngineUnavailable):
        client(server, port=9).send(LETTER)
    assert not is_healthy(client(server, port=9))


def test_a_server_without_tls_gets_nothing(tmp_path: Path) -> None:
    with mail_rigs.without_tls(tmp_path) as plain:
        with pytest.raises(EngineUnavailable):
            plain.mailer.send(LETTER)
        assert not plain.office.letters
