"""Ten thousand attacks on a trail, drawn at random, and every one is found (PBX-80, UCC-80)."""

import random
from collections import Counter
from functools import cache

import pytest

from sotto.trust.audit.tests.attacks import ALL, Attack
from sotto.trust.audit.tests.trails import OURS, Kept, entry, grown

pytestmark = pytest.mark.rules

ATTACKS = 10_000
GROWTHS = (
    (1, 1),
    (2, 3),
    (4, 1, 7),
    (9, 9),
    (20, 13),
    (3, 5, 2, 30),
    (255, 1),
    (250, 20),
    (1, 300),
)
WEIGHTS = (20, 20, 20, 20, 12, 10, 3, 3, 3)


@cache
def trail(growth: tuple[int, ...]) -> Kept:
    return grown(*growth)


@pytest.mark.parametrize("growth", GROWTHS, ids=str)
def test_a_trail_that_nobody_touched_is_sound(growth: tuple[int, ...]) -> None:
    assert trail(growth).verified().is_sound
    assert trail(growth).audited().is_sound


def test_every_one_of_ten_thousand_attacks_is_found() -> None:
    draw = random.Random(20261122)  # noqa: S311 -- repeatable on purpose.
    missed: list[str] = []
    made: Counter[str] = Counter()
    for number in range(ATTACKS):
        attack = ALL[number % len(ALL)]
        [growth] = draw.choices(GROWTHS, WEIGHTS)
        kept = trail(growth).copy()
        attack(draw, kept)
        made[attack.__name__] += 1
        if kept.verified().is_sound:
            missed.append(f"{number}: {attack.__name__} on {growth}")
    assert not missed
    assert made.total() == ATTACKS
    assert len(made) == len(ALL)


@pytest.mark.parametrize("attack", ALL, ids=lambda one: one.__name__)
def test_an_auditor_without_the_database_finds_what_was_done_to_files(attack: Attack) -> None:
    draw = random.Random(1)  # noqa: S311 -- repeatable on purpose.
    kept = trail((250, 20)).copy()
    before = dict(kept.files), dict(kept.witness)
    attack(draw, kept)
    is_touched = (kept.files, kept.witness) != before
    assert kept.audited().is_sound is not is_touched


def test_our_own_key_cannot_rewrite_what_a_witness_has_seen() -> None:
    kept = trail((3, 5, 2, 30)).copy()
    witness = dict(kept.witness)
    forged = Kept()
    forged.grow([entry(8000), *kept.entries[1:]], signer=OURS)
    forged.witness = witness
    [*kinds] = [fault.kind for fault in forged.verified().faults]
    assert "rewritten" in kinds
