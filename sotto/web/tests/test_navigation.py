"""Tiles: the worst line says how a room stands, and rooms are summed up."""

import pytest

from sotto.web.navigation import Fact, Standing, Tile, summed_up

pytestmark = pytest.mark.rules


def tile(*standings: Standing) -> Tile:
    return Tile("0", "things", tuple(Fact(one, one.value) for one in standings))


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ((), None),
        ((Standing.GOOD,), Standing.GOOD),
        ((Standing.GOOD, Standing.WATCH), Standing.WATCH),
        ((Standing.WATCH, Standing.BAD, Standing.GOOD), Standing.BAD),
    ],
)
def test_the_worst_line_says_how_a_room_stands(
    facts: tuple[Standing, ...], standing: Standing | None
) -> None:
    assert tile(*facts).standing is standing


def test_a_standing_is_a_word_not_only_a_colour() -> None:
    assert [str(tile(one).word) for one in Standing] == ["In order", "Needs a look", "Needs action"]


def test_a_sum_counts_rooms_by_the_worst_of_each() -> None:
    rooms = [tile(Standing.BAD, Standing.WATCH), tile(Standing.WATCH), tile(Standing.GOOD), tile()]
    found = summed_up(rooms)
    assert (found.figure, found.standing) == ("2", Standing.BAD)
    assert [one.text for one in found.facts] == ["1 room needs action", "1 room needs a look"]


def test_where_nothing_is_wrong_that_is_said() -> None:
    found = summed_up([tile(Standing.GOOD), tile()])
    assert (found.figure, [str(one.text) for one in found.facts]) == (
        "0",
        ["Everything is in order."],
    )
