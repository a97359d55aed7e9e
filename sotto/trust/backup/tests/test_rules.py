"""What is due, what goes, what a backup may hold, when a drill has passed."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from sotto.trust.backup import rules
from sotto.trust.backup.rules import Findings, Part

pytestmark = pytest.mark.rules

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("made", "tried", "due"),
    [
        (None, None, True),
        (timedelta(hours=23), timedelta(hours=23), False),
        (timedelta(hours=24), timedelta(hours=24), True),
        (timedelta(hours=30), timedelta(minutes=5), False),
        (timedelta(hours=30), timedelta(minutes=30), True),
        (None, timedelta(minutes=5), False),
        (-timedelta(days=3), -timedelta(days=3), True),
    ],
    ids=["never", "early", "on time", "failed lately", "failed before", "first failed", "clock"],
)
def test_a_backup_is_due(made: timedelta | None, tried: timedelta | None, *, due: bool) -> None:
    last = None if made is None else NOW - made
    attempt = None if tried is None else NOW - tried
    assert rules.is_due(made=last, tried=attempt, every=DAY, now=NOW) is due


def test_only_files_of_our_name_go_the_oldest_first() -> None:
    ours = [rules.file_name(uuid4(), made_at=NOW + day * DAY) for day in range(4)]
    others = ["notes.sotto.age", "20261122T120000Z-xyz.sotto.age", ".part"]
    assert rules.to_remove([*others, *reversed(ours)], keep=3) == ours[:1]
    assert rules.to_remove(ours, keep=9) == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("manifest.json", Part.MANIFEST),
        ("tables/calls_call/000000", Part.TABLE),
        (f"files/{UUID(int=1).hex}/{UUID(int=2).hex}", Part.FILE),
        (f"audit/{UUID(int=1)}/tile/0/x001/067.p/12", Part.AUDIT),
        ("contents.json", Part.CONTENTS),
    ],
)
def test_names_of_a_backup_are_understood(name: str, part: Part) -> None:
    member = rules.member_named(name)
    assert member is not None
    assert member.part is part


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/manifest.json",
        "./manifest.json",
        "tables/../x/000000",
        "tables/calls_call/0",
        "tables/CALLS/000000",
        "files/x/y",
        "audit/../x",
        "audit//x",
        "audit/.x",
        "audit/x/",
        "settings/other.toml",
        "manifest.json\n",
    ],
)
def test_any_other_name_is_not(name: str) -> None:
    assert rules.member_named(name) is None


BAD = {
    "rows_differ",
    "living_closed",
    "erased_opened",
    "damaged",
    "files_living_closed",
    "files_erased_opened",
    "files_missing",
}


@pytest.mark.parametrize("name", [one.name for one in fields(Findings)])
def test_one_wrong_thing_is_enough_to_fail(name: str) -> None:
    assert replace(Findings(), **{name: 1}).passed is (name not in BAD)


def test_findings_survive_storing() -> None:
    found = Findings(rows=3, living_opened=2, forgotten=1)
    assert Findings.from_json(found.to_json()) == found


def test_newer_steps_of_the_schema_are_named() -> None:
    known = {"calls": {"0001_initial"}}
    assert rules.newer_migrations({"calls": ["0001_initial", "0002_x"]}, known) == ["calls.0002_x"]
    assert rules.newer_migrations({"calls": ["0001_initial"]}, known) == []
