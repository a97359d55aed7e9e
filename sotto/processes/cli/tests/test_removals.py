"""`sotto removal`: who of a removed customer's recipients was told, from the terminal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.processes.cli import removals
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services import ErasureUnknown, remove_tenant
from sotto.trust.dataprotection.tests.test_certificate import two_epochs_on
from sotto.trust.recipients.rules import Channel
from sotto.trust.recipients.services import NoticeUnknown, record_transfer
from sotto.trust.recipients.tests.conftest import add
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


@pytest.fixture(autouse=True)
def administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run as the tests' own user."""

    @contextmanager
    def acts(purpose: Purpose = Purpose.OPERATE) -> Iterator[None]:
        with acting("uid:0", purpose=purpose, interface=Interface.COMMAND_LINE):
            yield

    monkeypatch.setattr(removals, "administrator", acts)


def listed() -> list[dict[str, str]]:
    result = CliRunner().invoke(removals.app, ["list", "--json"], catch_exceptions=False)
    rows: list[dict[str, str]] = json.loads(result.output)
    return rows


def run(*arguments: str) -> None:
    CliRunner().invoke(removals.app, arguments, catch_exceptions=False)


def test_recipients_are_listed_answered_for_and_certified(office: Tenant, tmp_path: Path) -> None:
    assert listed() == []
    record_transfer(add(Channel.MANUAL, name="The works council").pk, office.pk)
    entry = remove_tenant(office.pk, confirmed="office.example")
    [row] = listed()
    assert (row["recipient"], row["told"]) == ("The works council", "waiting")
    run("answer", row["notice"], "done")
    assert [one["told"] for one in listed()] == ["done"]
    two_epochs_on(office, entry)
    to = tmp_path / "removed.json"
    run("certificate", row["removal"], "--to", str(to))
    assert [one.state for one in form.open_(to.read_bytes()).recipients] == ["done"]


def test_what_is_not_there_is_refused(office: Tenant, tmp_path: Path) -> None:
    with pytest.raises(NoticeUnknown):
        run("answer", str(office.pk), "done")
    with pytest.raises(ErasureUnknown):
        run("certificate", str(office.pk), "--to", str(tmp_path / "x.json"))
