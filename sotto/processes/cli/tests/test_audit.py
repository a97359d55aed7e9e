"""`sotto audit …`: what it says, and its exit codes; with and without the system behind it."""

import json
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sotto.processes.cli import audit, session
from sotto.processes.cli.failures import DONE, REFUSED
from sotto.trust.audit.models import Entry, Tree, Verification
from sotto.trust.audit.services import Deed, NothingSigned, NotProvenYet, integrate, record_all
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


@pytest.fixture
def office(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """The one that commands are about, with seven signed entries."""
    monkeypatch.setattr(session, "_application_user", nullcontext)
    monkeypatch.setattr(session, "first_tenant", lambda: office)
    record_all([Deed("room:thing:done") for _ in range(7)])
    integrate(office.pk)
    return office


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit.app, arguments, catch_exceptions=False)


def test_a_whole_trail_is_said_to_be_whole(office: Tenant) -> None:
    said = run("verify")
    assert (said.exit_code, "The trail is whole" in said.output) == (DONE, True)
    assert Entry.objects.filter(action="audit:trail:verified", interface="command line").exists()


def test_what_the_command_found_is_shown_on_the_page(office: Tenant) -> None:
    run("verify")
    noted = Verification.objects.get()
    assert noted.outcome["is_sound"]
    assert noted.finished_at is not None


def test_a_broken_trail_is_a_failure_that_says_where(office: Tenant) -> None:
    folder_of(office.pk).delete("tile/entries/000.p/7")
    said = run("verify")
    assert said.exit_code == REFUSED
    assert "Entry files: tile/entries/000.p/7 is missing" in said.output
    told = json.loads(run("verify", "--json").output)
    assert (told["is_sound"], told["from_entry"]) == (False, 0)


def test_exported_files_are_verified_without_the_system(office: Tenant, tmp_path: Path) -> None:
    exported = tmp_path / "exported"
    shutil.copytree(folder_of(office.pk).path, exported)
    arguments = ("verify", "--tiles", str(exported), "--key", str(exported / "key"), "--json")
    assert json.loads(run(*arguments).output)["size"] == 7
    (exported / "tile/0/000.p/7").write_bytes(bytes(7 * 32))
    assert run(*arguments).exit_code == REFUSED


def test_a_proof_is_written_and_checked_and_a_forged_one_is_not(
    office: Tenant, tmp_path: Path
) -> None:
    entry, file = Entry.objects.get(leaf_index=3), tmp_path / "proof.json"
    assert run("proof", str(entry.pk), "--to", str(file)).exit_code == DONE
    key = str(folder_of(office.pk).path / "key")
    told = json.loads(run("check", str(file), "--key", key, "--json").output)
    assert (told["is_proven"], told["entry"]["id"]) == (True, str(entry.pk))
    file.write_text(file.read_text().replace('"index": 3', '"index": 2'))
    forged = run("check", str(file), "--key", key)
    assert (forged.exit_code, "This proves nothing" in forged.output) == (REFUSED, True)


def test_a_proof_proves_nothing_by_the_key_that_it_brings_itself(
    office: Tenant, tmp_path: Path
) -> None:
    entry, file = Entry.objects.get(leaf_index=3), tmp_path / "proof.json"
    run("proof", str(entry.pk), "--to", str(file))
    said = run("check", str(file))
    assert (said.exit_code, "Proven" in said.output) == (REFUSED, False)
    assert "Whose key signed it is not checked" in said.output
    told = json.loads(run("check", str(file), "--json").output)
    assert (told["is_proven"], told["key_is_the_one_given"]) == (False, False)


def test_files_that_bring_their_own_key_are_said_to(office: Tenant) -> None:
    said = run("verify", "--tiles", str(folder_of(office.pk).path))
    assert "Whose key signed it is not checked" in said.output


_PROOF = {"format": "sotto audit proof 1", "index": 0, "size": 1, "path": [], "checkpoint": ""}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"format": "sotto audit proof 1"}',
        "[" * 100_000,
        json.dumps({**_PROOF, "leaf": "", "key": "", "index": float("inf")}),
    ],
)
def test_a_file_that_is_no_proof_proves_nothing(content: str, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    file.write_text(content)
    assert run("check", str(file)).exit_code == REFUSED


def test_what_waits_can_not_be_proven_yet(office: Tenant) -> None:
    record_all([Deed("room:thing:done")])
    waiting = Entry.objects.filter(leaf_index=None, action="room:thing:done").get()
    with pytest.raises(NotProvenYet):
        run("proof", str(waiting.pk))


def test_the_checkpoint_is_printed_with_its_key(office: Tenant) -> None:
    told = json.loads(run("checkpoint", "--json").output)
    assert told["size"] == 7
    assert told["checkpoint"].startswith(f"{office.domain}/{office.pk}\n7\n")
    assert told["key"] in (folder_of(office.pk).read("key") or b"").decode()


def test_entries_are_listed_by_pseudonym_and_index(office: Tenant) -> None:
    rows = json.loads(run("list", "--limit", "9", "--json").output)
    assert [row["index"] for row in rows if row["action"] == "room:thing:done"] == [
        *range(6, -1, -1)
    ]


def test_nothing_is_pruned_unless_it_is_meant(office: Tenant) -> None:
    asked = run("prune", "--before", "2020-01-01")
    assert (asked.exit_code, "Would be deleted: 0" in asked.output) == (REFUSED, True)
    done = run("prune", "--before", "2020-01-01", "--yes", "--json")
    assert json.loads(done.output) == {"pruned": 0, "kept": 0, "stopped_at": None}


def test_lost_files_come_back_unless_the_rows_were_changed(office: Tenant) -> None:
    lost = folder_of(office.pk).path / "tile/0/000.p/7"
    kept = lost.read_bytes()
    lost.unlink()
    assert json.loads(run("rebuild", "--json").output) == {"replaced": 1}
    assert lost.read_bytes() == kept
    lost.unlink()
    Tree.objects.update(signed_size=8)  # As if more had been signed than anybody can show.
    with pytest.raises(NothingSigned):
        run("rebuild")
    assert not lost.exists()
