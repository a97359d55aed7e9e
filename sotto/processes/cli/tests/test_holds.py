"""`sotto hold`: two people in two terminals."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.utils import timezone
from typer.testing import CliRunner, Result

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.processes.cli import holds
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.holds.services import ClassUnknown, HoldUnknown, SomebodyElseMust
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room
REVIEW = f"{timezone.now() + timedelta(days=90):%Y-%m-%d}"
ASKED = ("place", "2001", "--reason", "A claim", "--review", REVIEW)


class Terminal:
    """Whose turn it is."""

    user = "uid:0"

    def runs(self, *arguments: str) -> Result:
        """Raises what the command raises."""
        return CliRunner().invoke(holds.app, [*arguments], catch_exceptions=False)

    def says(self, *arguments: str) -> dict[str, object]:
        result = self.runs(*arguments, "--json")
        assert result.exit_code == 0, result.output
        answer: dict[str, object] = json.loads(result.output)
        return answer


@pytest.fixture
def terminal(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    one = Terminal()

    @contextmanager
    def in_tenant(purpose: Purpose = Purpose.OPERATE) -> Iterator[Tenant]:
        with acting(one.user, purpose=purpose, interface=Interface.COMMAND_LINE):
            yield office

    monkeypatch.setattr(holds, "in_tenant", in_tenant)
    return one


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001")


def test_what_one_asks_for_another_approves_and_the_evidence_is_written(
    terminal: Terminal, office: Tenant, ada: Person, tmp_path: Path
) -> None:
    placed = terminal.says(*ASKED)
    hold = str(placed["id"])
    assert placed["state"] == "waits for approval"
    with pytest.raises(SomebodyElseMust):
        terminal.runs("approve", hold)
    terminal.user = "uid:1000"
    assert terminal.says("approve", hold)["state"] == "stands"
    erase_subject(office.pk, ada.owner)
    to = tmp_path / "evidence.zip"
    written = terminal.says("export", hold, "--to", str(to))
    assert written["file"] == str(to)
    assert to.stat().st_mode & 0o777 == 0o600
    with ZipFile(to) as evidence:
        kept = b"".join(evidence.read(name) for name in evidence.namelist())
    assert b"Ada Example" in kept


def test_it_is_listed_and_lifted_by_two_again(terminal: Terminal, ada: Person) -> None:
    hold = str(terminal.says(*ASKED)["id"])
    terminal.user = "uid:1000"
    terminal.runs("approve", hold)
    listed = json.loads(terminal.runs("list", "--json").output)
    assert [(one["id"], one["reason"], one["placed_by"]) for one in listed] == [
        (hold, "A claim", "uid:0")
    ]
    assert "Somebody else has to approve it." in terminal.runs("lift", hold).output
    with pytest.raises(SomebodyElseMust):
        terminal.runs("approve", hold)
    terminal.user = "uid:0"
    assert terminal.runs("approve", hold).output.startswith("Lifted.")


def test_one_that_was_never_approved_is_gone_at_once(terminal: Terminal, ada: Person) -> None:
    hold = str(terminal.says(*ASKED)["id"])
    assert terminal.runs("lift", hold).output.startswith("Gone.")


def test_what_is_not_there_is_refused_and_nothing_is_written(
    terminal: Terminal, ada: Person, tmp_path: Path
) -> None:
    nobody = str(ada.pk)
    with pytest.raises(HoldUnknown):
        terminal.runs("approve", nobody)
    with pytest.raises(HoldUnknown):
        terminal.runs("export", nobody, "--to", str(tmp_path / "evidence.zip"))
    assert not list(tmp_path.iterdir())
    with pytest.raises(ClassUnknown):
        terminal.runs(*ASKED, "--class", "gossip")
    assert "no legal holds" in terminal.runs("list").output
