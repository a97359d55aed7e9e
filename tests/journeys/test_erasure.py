"""Somebody is shown everything, then erased from the running system; the other's side stays."""

import json
import random
import subprocess
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.journeys.phones.probe import Probe
from tests.journeys.phones.telephone import until
from tests.journeys.system import CommandFailed, House, System
from tests.journeys.test_voicemail import leave_a_message

pytestmark = pytest.mark.journey


def test_an_archive_shows_a_person_everything_and_of_others_nothing(
    house: House, tmp_path: Path
) -> None:
    alice, bob = house.person("Alice Adler", Probe), house.person("Bob Brandt", Probe)
    alice.calls(bob)
    bob.answers()
    assert alice.hears(bob)
    alice.hangs_up()
    house.stored_call(alice)
    archive = tmp_path / "alice.zip"
    house.system.command("export", alice.extension, "--to", str(archive))
    with zipfile.ZipFile(archive) as opened:
        person = json.loads(opened.read("person.json"))
        page = opened.read("index.html").decode()
    [call] = [item for item in person["items"] if item["table"] == "calls.Call"]
    assert call["values"]["about_caller"]["number"] == alice.extension
    assert "Alice Adler" in page
    assert "Bob Brandt" not in json.dumps(person) + page
    assert bob.extension not in json.dumps(person) + page


def test_an_archive_is_not_written_over_a_file_that_exists(house: House, tmp_path: Path) -> None:
    alice = house.person("Alice Adler", Probe)
    taken = tmp_path / "taken.zip"
    taken.write_text("mine")
    with pytest.raises(CommandFailed, match="exists"):
        house.system.command("export", alice.extension, "--to", str(taken))
    assert taken.read_text() == "mine"


def test_after_erasing_no_trace_is_left_and_the_other_keeps_the_call(house: House) -> None:
    system = house.system
    carol, bob, markers = _talking(house)
    carol.hangs_up()
    house.stored_call(carol)
    bob.stays_unregistered()
    carol.calls(bob)
    leave_a_message(house, carol, bob)
    before = house.calls_of(bob, at_least=2)

    counts = system.command("erase", carol.extension, "--yes")["counts"]

    assert counts["calls.Call: rows anonymised"] == 2
    assert counts["voicemail.Message: files deleted"] == 1
    _settle(system)
    assert not {path for marker in markers for path in system.files_that_hold(marker)}
    assert not any(marker in _dump(system) for marker in markers)
    after = house.calls_of(bob, at_least=2)
    assert [call["from"] for call in after] == ["erased", "erased"]
    assert [call["to"] for call in after] == [call["to"] for call in before]
    assert [call["started_at"] for call in after] == [call["started_at"] for call in before]
    assert not house.messages_of(bob)


def test_the_erased_can_neither_call_nor_be_called(house: House) -> None:
    carol, bob = house.person("Carol Clerk", Probe), house.person("Bob Brandt", Probe)
    house.system.command("erase", carol.extension, "--yes")
    bob.calls(carol)
    assert bob.refusal() == 404
    carol.calls(bob)
    assert carol.refusal() == 403


def test_who_is_erased_during_a_call_leaves_nothing_of_it(house: House) -> None:
    system = house.system
    carol, bob, markers = _talking(house)
    system.command("erase", carol.extension, "--yes")
    carol.hangs_up()
    call = house.stored_call(bob)
    assert (call["from"], call["outcome"]) == ("erased", "answered")
    _settle(system)
    assert not {path for marker in markers for path in system.files_that_hold(marker)}
    assert not any(marker in _dump(system) for marker in markers)


def test_without_yes_erasing_only_counts(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    with pytest.raises(CommandFailed) as refused:
        house.system.command("erase", alice.extension)
    assert refused.value.code == 1
    assert json.loads(refused.value.said)["would_erase"]["directory.Person"] == 1
    assert house.system.command("person", "print", alice.extension)["name"] == "Alice Adler"


def test_a_number_that_is_taken_and_a_name_of_10_000_letters_are_refused_in_words(
    house: House,
) -> None:
    alice = house.person("Alice Adler", Probe)
    add = ("person", "add", "--name")
    with pytest.raises(CommandFailed, match="belongs to somebody already"):
        house.system.command(*add, "Eve Else", "--extension", alice.extension)
    with pytest.raises(CommandFailed, match="1 to 120 characters"):
        house.system.command(*add, "A" * 10_000, "--extension", "5551234")
    with pytest.raises(CommandFailed, match="no control characters"):
        house.system.command(*add, "Eve\nElse", "--extension", "5551234")
    people = house.system.command("person", "list")
    assert "5551234" not in {person["extension"] for person in people}


def _talking(house: House) -> tuple[Probe, Probe, tuple[bytes, ...]]:
    """Carol, who has called Bob, and what no trace of her may show: name, number, user name."""
    name = f"Carol {uuid4().hex}"
    carol, bob = house.person(name, Probe), house.person("Bob Brandt", Probe)
    carol.calls(bob)
    bob.answers()
    assert carol.hears(bob)
    return carol, bob, (name.encode(), carol.extension.encode(), carol.line.username.encode())


def _settle(system: System) -> None:
    """Write everything out, as a busy server does sooner or later."""
    _sql(system, "CHECKPOINT")
    assert until(lambda: _sql(system, "SELECT pg_switch_wal()") != "")


def _sql(system: System, statement: str) -> str:
    socket = str(system.state / "run" / "postgres")
    return subprocess.run(
        ["psql", "-h", socket, "-U", "postgres", "-At", "-c", statement, "sotto"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def _dump(system: System) -> bytes:
    socket = str(system.state / "run" / "postgres")
    return subprocess.run(
        ["pg_dump", "--no-unlogged-table-data", "-h", socket, "-U", "postgres", "sotto"],
        check=True,
        capture_output=True,
    ).stdout


def test_a_backup_of_the_running_system_passes_its_drill_with_nothing_of_who_was_erased_since(
    house: House, tmp_path: Path
) -> None:
    alice, bob = house.person("Alice Adler", Probe), house.person("Bob Brandt", Probe)
    alice.calls(bob)
    assert bob.is_rung()
    bob.rejects()
    leave_a_message(house, alice, bob)
    backup, password = tmp_path / "backup", tmp_path / "password"
    password.write_text(f"{uuid4()}\n")
    opened = ("--password-file", str(password))
    house.system.command("backup", "make", "--to", str(backup), *opened)
    house.system.command("erase", alice.extension, "--yes")
    found = house.system.command("backup", "drill", str(backup), *opened)
    assert (found["passed"], found["rows_differ"]) == (True, 0)
    assert (found["erased_opened"], found["living_closed"]) == (0, 0)
    assert found["erased_closed"] > 0
    assert found["living_opened"] > 0


def test_erasures_in_which_postgresql_is_killed_again_and_again_end_all_the_same(
    system: System,
) -> None:
    before = _states(system).keys()
    leavers = [system.add_person(f"Leaver {number}") for number in range(6)]
    for leaver in leavers:
        system.add_device(leaver.extension)
    with ThreadPoolExecutor(2) as beside:
        erasing = [beside.submit(_is_erased, system, one.extension) for one in leavers]
        for _ in range(5):
            _let_pass(random.uniform(0.5, 3))  # noqa: S311 -- any instant will do.
            system.kill("postgres")
            assert until(lambda: system.answers("postgres"), patience=timedelta(minutes=1))
    assert all(one.result() for one in erasing)

    def are_done() -> bool:
        states = _states(system)
        ours = states.keys() - before
        return len(ours) == len(leavers) and {states[one] for one in ours} <= {
            "waiting for the epoch",
            "certified",
        }

    assert until(are_done, patience=timedelta(minutes=2)), _states(system)


def _let_pass(seconds: float) -> None:
    due = time.monotonic() + seconds
    assert until(lambda: time.monotonic() > due)


def _states(system: System) -> dict[str, str]:
    return {one["id"]: one["state"] for one in system.command("erasure", "list")}


def _is_erased(system: System, extension: str) -> bool:
    """As somebody does it whom the database leaves: again, until nobody is there any more."""

    def is_gone() -> bool:
        try:
            system.command("erase", extension, "--yes")
        except CommandFailed as failure:
            return "Nobody" in str(failure)
        return True

    return until(is_gone, patience=timedelta(minutes=2))
