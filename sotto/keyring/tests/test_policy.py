"""Who may ask for what, and how much a minute."""

from uuid import uuid4

import pytest

from sotto.keyring.limits import SHOW, Buckets, Limits
from sotto.keyring.policy import CLAIMS, PURPOSES, REQUESTS, Policy
from sotto.keyring.protocol import Backup, Close, HeldKeys, Keys, Open, Replayed, Rotate, Status
from sotto.keyring.refusals import PurposeNotAllowed, TooManyKeys

pytestmark = pytest.mark.rules
POLICY = Policy("sotto")
ASKED = {"tenant": uuid4(), "actor": "system", "field": "tests.Row.about_owner", "wanted": []}
ADA, BOB = str(uuid4()), str(uuid4())


@pytest.mark.parametrize(
    "request_",
    [
        Rotate(actor="system"),
        Backup(recipients=[], actor="system"),
        Close(actor="system"),
        Open(),
        Replayed(actor="system"),
    ],
)
def test_the_application_may_not_administer_the_keyring(request_: Rotate) -> None:
    POLICY.check(request_, "root")
    with pytest.raises(PurposeNotAllowed):
        POLICY.check(request_, "sotto")


@pytest.mark.parametrize("peer", ["", "nobody", "sotto-keyring", "Sotto", "www-data"])
def test_nobody_else_may_ask_for_anything(peer: str) -> None:
    assert POLICY.role_of(peer) == ""
    with pytest.raises(PurposeNotAllowed):
        POLICY.check(Status(), peer)


def test_each_purpose_opens_what_is_its_own() -> None:
    for purpose in PURPOSES:
        POLICY.check(Keys.model_validate({**ASKED, "purpose": purpose, "create": False}), "sotto")
        held = HeldKeys.model_validate({**ASKED, "purpose": purpose, "hold": uuid4()})
        with pytest.raises(PurposeNotAllowed):
            POLICY.check(held, "sotto")
    POLICY.check(HeldKeys.model_validate({**ASKED, "purpose": CLAIMS, "hold": uuid4()}), "sotto")
    for purpose in (CLAIMS, "curiosity", SHOW.upper()):
        with pytest.raises(PurposeNotAllowed):
            POLICY.check(
                Keys.model_validate({**ASKED, "purpose": purpose, "create": False}), "sotto"
            )


def test_every_request_has_somebody_who_may_make_it() -> None:
    assert all(REQUESTS.values())


def test_a_bucket_empties_and_fills_again_with_time() -> None:
    buckets = Buckets(Limits(shown=600))
    buckets.take(ADA, SHOW, 600, now=0.0)
    with pytest.raises(TooManyKeys):
        buckets.take(ADA, SHOW, 1, now=0.0)
    buckets.take(ADA, SHOW, 100, now=10.0)
    with pytest.raises(TooManyKeys):
        buckets.take(ADA, SHOW, 100, now=10.0)
    buckets.take(ADA, SHOW, 600, now=1000.0)  # Full, and no fuller.
    with pytest.raises(TooManyKeys):
        buckets.take(ADA, SHOW, 1, now=1000.0)


def test_one_actor_s_bucket_is_not_another_s_nor_that_of_another_purpose() -> None:
    buckets = Buckets(Limits(shown=10, person=20, system=30))
    buckets.take(ADA, SHOW, 10, now=0.0)
    buckets.take(BOB, SHOW, 10, now=0.0)
    buckets.take(ADA, "erase", 20, now=0.0)
    buckets.take("system", SHOW, 30, now=0.0)
    with pytest.raises(TooManyKeys):
        buckets.take("uid:0", SHOW, 31, now=0.0)


def test_buckets_that_nobody_uses_any_more_are_forgotten() -> None:
    buckets = Buckets(Limits())
    for number in range(10_001):
        buckets.take(str(number), SHOW, 1, now=0.0)
    buckets.take("system", SHOW, 1, now=100.0)
    assert len(buckets._left) == 1
