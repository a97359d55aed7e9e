"""Lockout and names, decided without a clock."""

from datetime import UTC, datetime, timedelta

import pytest

from sotto.trust.access import rules

pytestmark = pytest.mark.rules

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_fifteenth_failure_locks_for_ten_minutes() -> None:
    """PBX-11."""
    assert rules.locked_after(14, now=NOW) is None
    assert rules.locked_after(15, now=NOW) == NOW + timedelta(minutes=10)


def test_a_lock_opens_by_itself_and_forgives() -> None:
    until = NOW + timedelta(minutes=10)
    assert rules.is_locked(until, now=until - timedelta(microseconds=1))
    assert not rules.is_locked(until, now=until)
    assert rules.failures_so_far(15, until, now=until) == 0
    assert rules.failures_so_far(15, until, now=NOW) == 15


WIDE = "\uff41\uff44\uff41"


@pytest.mark.parametrize("typed", ["ada", " Ada ", "ADA", WIDE, "ada@office.example"])
def test_one_name_is_written_in_many_ways(typed: str) -> None:
    assert rules.without_domain(typed, "office.example") == "ada"


def test_another_domain_is_another_name() -> None:
    assert rules.without_domain("ada@hotel.example", "office.example") == "ada@hotel.example"


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a\u202eb", "a\nb", "a" * 121])
def test_invisible_empty_and_endless_names_are_refused(name: str) -> None:
    assert not rules.is_sign_in_name(name)
