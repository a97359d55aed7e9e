"""The audit trail has a period as well, and goes in whole bundles: its proofs stay valid."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from sotto.personal_data.vocabulary import AUDIT_TRAIL
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import integrate, verify_trail
from sotto.trust.audit.tests.conftest import do, superuser, trail, witness
from sotto.trust.retention.services import choose_period, preview, run
from sotto.trust.retention.tests.test_held import hold_on, lift
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room

NOW, ADA = datetime.now(UTC), uuid4()
_TABLES = (
    "holds_hold",
    "retention_darkening",
    "retention_run",
    "retention_perioddecision",
    "retention_knownday",
)

__all__ = ["trail", "witness"]  # Fixtures of the room below.


@pytest.fixture
def aged(trail: Tenant, witness: Path) -> Iterator[Tenant]:
    """600 entries of long ago and some of today, under a checkpoint; the period is a year.

    Entry 300 is about `ADA`.
    """
    do(trail, 300)
    do(trail, 1, subject=ADA)
    do(trail, 299)
    with superuser() as database:
        database.execute(
            "UPDATE audit_entry SET at = now() - interval '2 years' WHERE tenant_id = %s",
            [trail.pk],
        )
    integrate(trail.pk)
    do(trail, 10)
    with within(trail.pk):
        choose_period(AUDIT_TRAIL, period=timedelta(days=365), now=NOW)
    integrate(trail.pk)
    yield trail
    with superuser() as database:
        for table in _TABLES:
            database.execute(f"DELETE FROM {table} WHERE tenant_id = %s", [trail.pk])  # noqa: S608 -- a test's own.


def test_the_trail_is_previewed_by_month_like_everything_else(aged: Tenant) -> None:
    with within(aged.pk):
        found = next(one for one in preview(now=NOW) if one.kept.retention == AUDIT_TRAIL)
    assert (found.months[0].rows, found.months[0].due) == (600, 600)


def test_a_run_prunes_the_trail_and_it_still_verifies(aged: Tenant) -> None:
    done = run(aged.pk, now=NOW)
    assert done.counts["audit.Entry: rows"] == 512
    with within(aged.pk):
        assert Entry.objects.filter(at__lt=NOW - timedelta(days=365)).count() == 88
    integrate(aged.pk)
    assert verify_trail(aged.pk).is_sound


def test_the_trail_stays_from_the_first_entry_on_that_a_hold_needs(aged: Tenant) -> None:
    with within(aged.pk):
        hold = hold_on(ADA, retention=AUDIT_TRAIL.code)
        found = next(one for one in preview(now=NOW) if one.kept.retention == AUDIT_TRAIL)
    spared = {"the trail goes in order, and a legal hold needs an entry before": 600 - 256}
    assert (found.months[0].due, found.months[0].spared) == (256, spared)
    done = run(aged.pk, now=NOW)
    assert done.counts["audit.Entry: rows"] == 256
    assert done.counts["audit.Entry: kept, since a legal hold needs entry 300"] == 256
    with within(aged.pk):
        assert Entry.objects.filter(owner=ADA, leaf_index=300).exists()
        lift(hold)
    assert run(aged.pk, now=NOW).counts["audit.Entry: rows"] == 256
    integrate(aged.pk)
    assert verify_trail(aged.pk).is_sound


def test_a_hold_on_another_class_stops_no_pruning(aged: Tenant) -> None:
    with within(aged.pk):
        hold_on(ADA)
    assert run(aged.pk, now=NOW).counts["audit.Entry: rows"] == 512
