"""`sotto request`, `consent` and `account`: the officer's desk in a terminal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.lib.age import AgeReader, Passphrase
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.processes.cli import accounts, asked, consents, identities, requests
from sotto.processes.cli.failures import NOT_UNDERSTOOD
from sotto.trust.access.models import Account, Role
from sotto.trust.consents.services import NotToldYet, may
from sotto.trust.dataprotection.models import IdentityCode
from sotto.trust.requests.models import DataRequest
from sotto.trust.requests.rules import Ground, Proof
from sotto.trust.requests.services import (
    DryRunMissing,
    EmailRefused,
    GroundRefused,
    NotNow,
    RequestUnknown,
)
from sotto.trust.tenants.models import Tenant
from tests.browsers import account

pytestmark = pytest.mark.room


@pytest.fixture
def office(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """The one that commands are about, run as the tests' own user."""

    @contextmanager
    def in_tenant(purpose: Purpose = Purpose.OPERATE) -> Iterator[Tenant]:
        with acting("uid:0", purpose=purpose, interface=Interface.COMMAND_LINE):
            yield office

    for module in (accounts, asked, consents, identities, requests):
        monkeypatch.setattr(module, "in_tenant", in_tenant)
    return office


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001", email="ada@example.org")


def said(app: typer.Typer, *arguments: str) -> dict[str, object]:
    """What a command answers a program. Raises what the command raises."""
    result = CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.output)
    return answer


def test_a_request_is_answered_in_four_commands(ada: Person, tmp_path: Path) -> None:
    opened = said(requests.app, "open", "access", "2001", "--proof", "known")
    assert (opened["state"], opened["subject"]) == ("open", str(ada.owner))
    assert said(requests.app, "decide", "1", "--grant")["state"] == "decided"
    to = tmp_path / "ada.age"
    handed = said(requests.app, "deliver", "1", "--to", str(to))
    with to.open("rb") as file:
        assert AgeReader(file, [Passphrase(str(handed["password"]))]).read(2) == b"PK"
    assert said(requests.app, "close", "1")["state"] == "closed"
    log = CliRunner().invoke(requests.app, ["log", "1", "--json"], catch_exceptions=False)
    steps = [line["step"] for line in json.loads(log.output)]
    assert steps == ["opened", "identity check", "decision", "delivery", "closure"]
    ways = [line["how"] for line in json.loads(log.output)]
    assert ways == ["letter", Proof.KNOWN, "granted", None, None]


def test_of_two_people_a_list_is_printed_and_nothing_opened(ada: Person) -> None:
    add_person(name="Ada Example", extension="2002")
    asked = CliRunner().invoke(requests.app, ["open", "access", "Ada Example"])
    assert asked.exit_code == 1
    assert "Choose one" in asked.output
    assert not DataRequest.objects.exists()


def test_an_erasure_needs_the_dry_run_that_was_shown(ada: Person) -> None:
    said(requests.app, "open", "erasure", "2001", "--proof", "known in person")
    with pytest.raises(DryRunMissing):
        said(requests.app, "decide", "1", "--grant")
    shown = said(requests.app, "show", "1")
    assert shown["would_erase"]
    granted = said(requests.app, "decide", "1", "--grant", "--seen", str(shown["seen"]))
    assert granted["state"] == "decided"


def test_that_it_came_is_noted_once(ada: Person) -> None:
    opened = said(requests.app, "open", "access", "2001", "--asker", "Her lawyer")
    assert said(requests.app, "receipt", "1")["state"] == opened["state"]
    assert said(requests.app, "show", "1")["asker"] == "Her lawyer"
    with pytest.raises(NotNow):
        said(requests.app, "receipt", "1")


def test_who_repeats_the_code_of_a_call_back_is_known(ada: Person) -> None:
    said(requests.app, "open", "access", "2001")
    digits = str(said(requests.app, "code", "1")["code"])
    wrong = CliRunner().invoke(requests.app, ["code", "1", "--said", digits[::-1] + "0"])
    assert (wrong.exit_code, wrong.output.strip()) == (1, "That is not the code.")
    assert IdentityCode.objects.get().attempts == 1
    answered = CliRunner().invoke(requests.app, ["code", "1", "--said", "-"], input=digits)
    assert answered.exit_code == 0
    assert DataRequest.objects.get().identitycheck.proof == Proof.CHALLENGE


def test_without_a_code_there_is_nothing_to_repeat(ada: Person) -> None:
    said(requests.app, "open", "access", "2001")
    asked_too_early = CliRunner().invoke(requests.app, ["code", "1", "--said", "12345678"])
    assert asked_too_early.exit_code == 1
    assert "There is no code" in asked_too_early.output


def test_what_only_the_system_can_prove_an_officer_can_t_say(ada: Person) -> None:
    opened = CliRunner().invoke(requests.app, ["open", "access", "2001", "--proof", "signed-in"])
    assert opened.exit_code == 2
    assert "called-back, known, document" in " ".join(opened.output.replace("│", " ").split())
    assert not DataRequest.objects.exists()


def test_a_refusal_needs_its_ground(ada: Person) -> None:
    said(requests.app, "open", "access", "2001", "--proof", "known in person")
    with pytest.raises(GroundRefused):
        said(requests.app, "decide", "1", "--refuse", "--reasons", "No.")
    with pytest.raises(RequestUnknown):
        said(requests.app, "decide", "2", "--grant")
    why = ("--ground", "rights-of-others", "--reasons", "It is about others.")
    assert said(requests.app, "decide", "1", "--refuse", *why)["state"] == "decided"
    assert DataRequest.objects.get().decision.ground == Ground.RIGHTS_OF_OTHERS


def test_a_field_is_listed_and_put_right(ada: Person) -> None:
    said(requests.app, "open", "rectification", "2001", "--proof", "known in person")
    said(requests.app, "decide", "1", "--grant")
    changed = said(
        requests.app, "correct", "1", "--field", "directory.Person.name", "--value", "Ada Sample"
    )
    fields = changed["fields"]
    assert isinstance(fields, dict)
    assert fields["directory.Person.name"] == "Ada Sample"
    assert said(requests.app, "deliver", "1")["state"] == "delivered"


def test_consents_are_taken_down_and_shown(
    ada: Person, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        said(consents.app, "give", "2001", "phone_book")
    assert may(ada.owner, Purpose.PHONE_BOOK)
    said(consents.app, "withdraw", "2001", "phone_book")
    said(consents.app, "object", "2001", "--reason", "I am being watched.")
    shown = said(consents.app, "restrict", "2001", "--keeps-service")
    assert shown["objections"] == ["show"]
    assert shown["restricted"] == "accuracy contested (a)"
    denied = shown["denied"]
    assert isinstance(denied, list)
    assert {"show", "phone_book"} <= set(denied)
    assert "operate" not in denied
    with pytest.raises(NotToldYet):
        said(consents.app, "lift", "2001")
    said(consents.app, "told", "2001")
    assert said(consents.app, "lift", "2001")["restricted"] is None


def test_somebody_is_made_officer(ada: Person) -> None:
    made = account(owner=ada.owner, name="ada")
    assert said(accounts.app, "role", str(made.pk), "officer")["role"] == "officer"
    invited = said(accounts.app, "invite", "--role", "officer")
    assert "/open/" in str(invited["link"])
    assert Account.objects.filter(role="officer").count() == 2


def test_an_officer_s_address_for_reminders_is_named_shown_and_taken_back(office: Tenant) -> None:
    officer = account(role=Role.OFFICER, name="grace")
    asked = ["reminders", str(officer.pk)]
    named = said(accounts.app, *asked, "--to", "officer@office.example")
    row = {"email": "officer@office.example", "subject": str(officer.owner), "refused": False}
    assert named == {"mail_server": False, "officers": [row]}
    assert "No mail server" in CliRunner().invoke(accounts.app, ["reminders"]).output
    with pytest.raises(EmailRefused):
        said(accounts.app, *asked, "--to", "nowhere")
    assert said(accounts.app, *asked, "--off")["officers"] == []


@pytest.mark.parametrize(
    "arguments", [[], ["--doubt", " "], ["--proof", "known", "--doubt", "Why"]]
)
def test_who_asks_is_either_known_or_doubted_in_words(ada: Person, arguments: list[str]) -> None:
    said(requests.app, "open", "access", "2001")
    refused = CliRunner().invoke(requests.app, ["identify", "1", *arguments])
    assert refused.exit_code == NOT_UNDERSTOOD
    assert "--proof" in refused.output
    assert "--doubt" in refused.output
    assert not DataRequest.objects.filter(identityquestion__isnull=False).exists()
    assert not DataRequest.objects.filter(identitycheck__isnull=False).exists()
