"""An administrator's day in a terminal: commands as they are typed, each read for people.

What they do is held by their rooms' tests; here, that each can be said, answers, and is audited.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sotto.features.directory.models import Person
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.tests.conftest import leave
from sotto.personal_data.models import Erasure
from sotto.processes.cli import session
from sotto.processes.cli.app import app
from sotto.trust.access.models import Role
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import integrate
from sotto.trust.dataprotection.rules.certificate import commitment
from sotto.trust.holds.tests.test_holds import standing
from sotto.trust.tenants.models import Tenant
from tests.browsers import account

pytestmark = pytest.mark.room
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(autouse=True)
def _house(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are about this office, and run as the tests' own user."""

    @contextmanager
    def application_user() -> Iterator[None]:
        yield

    monkeypatch.setattr(session, "_application_user", application_user)
    monkeypatch.setattr(session, "first_tenant", lambda: office)


def says(*words: str, code: int = 0) -> str:
    """What is printed for people."""
    result = CliRunner().invoke(app, [*words], catch_exceptions=False)
    assert result.exit_code == code, f"{words}: {result.output}"
    assert result.output.strip()
    return result.output


def answers(*words: str) -> Any:  # Any: JSON
    return json.loads(says(*words, "--json"))


def id_in(text: str) -> str:
    return str(ID.findall(text)[0])


def test_people_their_telephones_and_their_messages(office: Tenant) -> None:
    assert "2001" in says("person", "add", "--name", "Ada Example", "--extension", "2001")
    assert "Ada Example" in says("person", "list")
    assert "password" in says("device", "add", "2001", "--label", "Desk")
    device = id_in(says("device", "list", "2001"))
    leave(Mailbox.objects.get())
    message = id_in(says("voicemail", "list", "2001"))
    assert "20" in says("voicemail", "keep", "2001", "20")
    assert re.search(r"\d{6}", says("voicemail", "pin", "2001"))
    says("voicemail", "delete", message)
    assert answers("voicemail", "list", "2001") == []
    says("device", "remove", device)
    assert answers("device", "list", "2001") == []
    says("person", "remove", "2001")
    assert answers("person", "list") == []


def test_accounts_and_who_is_reminded(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    assert "https://" in says("account", "invite", "2001")
    officer = str(account(role=Role.USER, name="dora").pk)
    says("account", "role", officer, "officer")
    says("account", "reminders", officer, "--to", "dora@example.org")
    assert "dora@example.org" in says("account", "reminders")
    says("account", "reminders", officer, "--off")
    says("account", "remove", officer, code=1)  # Only what would go.
    says("account", "remove", officer, "--yes")
    assert officer not in says("account", "list")


def test_a_request_that_takes_longer_and_what_a_person_allows(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    says("request", "open", "access", "2001", "--text", "Everything, please.")
    says("request", "receipt", "1")
    says("request", "identify", "1", "--doubt", "Another address than ours.")
    says("request", "identify", "1", "--proof", "document")
    says("request", "extend", "1", "--reasons", "Many messages.")
    says("request", "decide", "1", "--refuse", "--ground", "excessive", "--reasons", "Each day.")
    assert "excessive" in says("request", "log", "1")
    purpose = "phone_book"
    says("consent", "give", "2001", purpose)
    says("consent", "withdraw", "2001", purpose)
    says("consent", "restrict", "2001")
    assert "restricted" in says("person", "list")
    says("consent", "told", "2001")
    says("consent", "lift", "2001", "--told")
    says("consent", "object", "2001", "--reason", "My own.")
    assert purpose in says("consent", "list", "2001")


def test_an_erasure_that_is_taken_back(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    says("erasure", "grace", "7")
    says("erasure", "ask", "2001", "--identified", "identity card seen")
    erasure = id_in(says("erasure", "list"))
    says("erasure", "approve", erasure, code=1)  # Only the dry run.
    says("erasure", "print", erasure)
    says("erasure", "cancel", erasure)
    assert "cancelled" in says("erasure", "print", erasure)
    assert re.fullmatch(r"[0-9a-f]{64}\n", says("erasure", "key"))
    says("erase", "2001", code=1)  # Only what would go.
    assert len(answers("person", "list")) == 1


def test_a_request_to_be_erased_is_granted_by_the_line_that_is_printed(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    leave(Mailbox.objects.get())
    says("request", "open", "erasure", "2001", "--proof", "known")
    shown = says("request", "show", "1")
    assert "  People: 1\n" in shown
    assert "  Kept: Entries of the audit trail, " in shown
    [line] = [one for one in shown.splitlines() if one.startswith("To grant it: sotto ")]
    assert "decided" in says(*line.partition("sotto ")[2].split())
    assert "in its grace" in says("erasure", "print", id_in(says("erasure", "list")))


def test_what_an_erasure_did_is_said_in_words(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    leave(Mailbox.objects.get())
    done = says("erase", "2001", "--yes", "--grace", "0", "--identified", "passport seen")
    receipt = re.findall(r"[0-9a-f]{64}", done)[0]
    assert (
        commitment(bytes.fromhex(receipt), "passport seen") == Erasure.objects.get().identity_digest
    )
    assert "passport seen" in done
    assert "  People: deleted, 1\n" in done
    assert "  Messages: files deleted, 1\n" in done


def test_what_a_hold_keeps_of_the_erased_is_said_to_open_still(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    leave(Mailbox.objects.get())
    standing(Person.objects.get())
    assert "for legal claims only" in says("erase", "2001", "--yes", "--grace", "0")


def test_a_customer_is_removed(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    leave(Mailbox.objects.get())
    assert "  People: 1\n" in says("tenant", "remove", code=1)
    done = says("tenant", "remove", "--confirm", "office.example")
    assert "  People: deleted, 1\n" in done
    assert "  Files: files deleted, 1\n" in done


def test_how_long_and_how_much_is_kept(office: Tenant) -> None:
    assert "Germany" in says("tenant", "country", "DE")
    says("tenant", "masking", "--outside", "masked", "--inside", "none", "--after", "30")
    assert answers("tenant", "masking") == {"outside": "masked", "inside": "none", "after_days": 30}
    says("tenant", "plain-media", "--allow")
    says("tenant", "plain-media", "--forbid")
    says("tenant", "remove", code=1)  # Only what would go.
    says("retention", "set", "call-detail", "60")
    assert "60" in says("retention", "show")
    says("retention", "run")
    says("retention", "log")
    says("retention", "confirm", f"{datetime.now(UTC):%Y-%m-%d}")
    assert "as each kind declares" in says("shared", "rule")
    says("shared", "list")


def test_recipients_and_what_they_were_told(office: Tenant) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    why = ("--purpose", "wages", "--ground", "contract", "--category", "provisioning")
    hook = ("--channel", "webhook", "--address", "https://payroll.example/hook")
    first = says("recipient", "add", "Payroll", *why, *hook)
    payroll = id_in(first)
    assert says("recipient", "secret", payroll) not in first
    by_hand = id_in(says("recipient", "add", "Archive", *why))
    says("recipient", "transfer", by_hand, "2001")
    says("recipient", "end", payroll)
    says("erase", "2001", "--yes")
    notice = id_in(says("recipient", "notices"))
    says("recipient", "answer", notice, "done")
    assert "done" in says("recipient", "notices")


def test_the_trail_and_its_proofs(office: Tenant, tmp_path: Path) -> None:
    says("person", "add", "--name", "Ada Example", "--extension", "2001")
    integrate(office.pk)
    says("audit", "list")
    key = tmp_path / "key"
    key.write_text(says("audit", "checkpoint").split("key: ")[1])
    says("audit", "rebuild")
    assert "whole" in says("audit", "verify")
    proof = tmp_path / "proof"
    says("audit", "proof", str(Entry.objects.earliest("sequence").pk), "--to", str(proof))
    says("audit", "check", str(proof), code=1)  # Nobody said whose key it must be.
    says("audit", "check", str(proof), "--key", str(key))
    says("audit", "prune", "--before", "2026-01-01", code=1)  # Only what would go.
    assert Entry.objects.filter(action="command:audit:list").exists()


def test_what_the_system_says_of_itself(office: Tenant, tmp_path: Path) -> None:
    says("glance", code=1)  # Something is to be done, as on each new system.
    assert "absent: not built" in says("document", "check", code=1)
    says("document", "print", "--to", str(tmp_path / "document.html"), "--language", "de")
    assert 'lang="de"' in (tmp_path / "document.html").read_text()
    assert re.fullmatch(r"[0-9a-f]{64}\n", says("document", "key"))
    says("keyring", "policy")
    says("backup", "list")
    says("removal", "list")
    says("canary", "list")
    says("hold", "list")
