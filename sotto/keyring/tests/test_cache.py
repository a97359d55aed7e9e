"""A full cache gives up what is oldest, and never all."""

import pytest

from sotto.keyring import cache
from sotto.keyring.cache import Cache

pytestmark = pytest.mark.rules


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Cache[str, int, str]:
    monkeypatch.setattr(cache, "LIMIT", 10)
    return Cache(1)


def test_of_one_shelf_the_older_half_goes(small: Cache[str, int, str]) -> None:
    for number in range(11):
        small.keep("page", {number: str(number)})
    assert dict(small.on("page")) == {number: str(number) for number in range(6, 11)}


def test_the_shelf_that_was_added_to_last_stays_longest(small: Cache[str, int, str]) -> None:
    small.keep("early", dict.fromkeys(range(4), "key"))
    small.keep("idle", dict.fromkeys(range(4), "key"))
    small.keep("early", dict.fromkeys(range(4, 7), "key"))
    assert list(small.on("early")) == [2, 3, 4, 5, 6]
    assert not small.on("idle")


def test_more_than_fits_at_once_is_kept_in_part(small: Cache[str, int, str]) -> None:
    small.keep("list", dict.fromkeys(range(30), "key"))
    assert list(small.on("list")) == [25, 26, 27, 28, 29]


def test_a_reader_keeps_what_it_was_given(small: Cache[str, int, str]) -> None:
    small.keep("page", {1: "key"})
    held = small.on("page")
    small.keep("other", dict.fromkeys(range(20), "key"))
    assert held.get(1) == "key"
    assert not small.on("page")
