"""When a canary is due, and where a marker may lie."""

from datetime import UTC, datetime, timedelta

import pytest

from sotto.trust.canaries.rules import Leak, is_due, leaks

pytestmark = pytest.mark.rules

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEAP, WAL = "/var/sotto/postgres/base/5/1234", "/var/sotto/postgres/pg_wal/000000010000"


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (NOW - timedelta(minutes=59), False),
        (NOW - timedelta(minutes=60), True),
        (NOW + timedelta(hours=5), True),  # The clock was set back.
    ],
)
def test_a_canary_is_due_every_hour(last: datetime | None, due: object) -> None:
    assert is_due(last, now=NOW) is due


@pytest.mark.parametrize(
    ("place", "token", "leaks_there"),
    [
        (HEAP, "living", 0),
        ("rows of edge_number", "living", 0),
        ("rows of directory_person", "living", 1),
        (WAL, "living", 1),
        ("dump", "living", 1),
        ("/var/sotto/log/web.log", "living", 1),
        ("/var/sotto/postgres/base/pgsql_tmp/1", "living", 1),
        (HEAP, "erased", 1),
        ("rows of edge_number", "erased", 1),
        (HEAP, "nobody", 1),
        ("left in /tmp/other", "nobody", 0),
        ("left in /tmp/ours", "living", 1),
        ("left in /tmp/ours", "erased", 1),
    ],
)
def test_the_living_are_clear_only_where_routing_needs_it_and_the_erased_nowhere(
    place: str, token: str, leaks_there: int
) -> None:
    found = list(
        leaks([(place, {token: 1})], erased={"erased"}, living={"living"}, clear={"edge_number"})
    )
    assert found == [Leak(place, token)] * leaks_there
