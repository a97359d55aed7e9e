"""A dear probe rests, though not for long; a cheap one is asked each time."""

from uuid import uuid4

import pytest

from sotto.trust.document.services.pace import Pace

pytestmark = pytest.mark.rules


def test_a_dear_probe_rests_and_is_due_again() -> None:
    times = iter([100.0, 111.0, 113.0])
    pace, tenant = Pace(lambda: next(times)), uuid4()
    pace.took("audit.whole", tenant, seconds=0.6)
    assert [pace.is_due("audit.whole", tenant) for _ in range(2)] == [False, True]


def test_the_dearest_is_asked_again_before_its_line_is_stale() -> None:
    times = iter([100.0, 119.0, 121.0])
    pace = Pace(lambda: next(times))
    pace.took("audit.whole", None, seconds=30.0)
    assert [pace.is_due("audit.whole", None) for _ in range(2)] == [False, True]


def test_a_cheap_probe_is_due_each_time() -> None:
    pace = Pace(lambda: 100.0)
    pace.took("database.row_security", None, seconds=0.01)
    assert pace.is_due("database.row_security", None)


def test_one_tenant_s_long_trail_delays_no_other_s() -> None:
    pace = Pace(lambda: 100.0)
    pace.took("audit.whole", uuid4(), seconds=60.0)
    assert pace.is_due("audit.whole", uuid4())
