"""The execution: rows in batches, then their files, then the month's key.

Each batch is committed with its count, so a run that was killed is taken up where it was: what is
gone is gone, and the rest is still due. A month's key is destroyed at the keyring when no row of
its class is left in it: from then on the month is dark in every backup as well (PBX-71, UCC-70).
"""

from collections.abc import Callable
from datetime import UTC, datetime, time
from uuid import UUID

from django.db import IntegrityError

from sotto.backbone import events
from sotto.keyring.periods import Period
from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import keyring
from sotto.personal_data.sealed_file import path_of
from sotto.personal_data.vocabulary import AUDIT_TRAIL, Retention
from sotto.trust.audit import services as audit
from sotto.trust.audit.services import record
from sotto.trust.retention import queries, rules
from sotto.trust.retention.events import MonthForgotten, RecordsForgotten
from sotto.trust.retention.models import Darkening, Run
from sotto.trust.retention.rules import Clock
from sotto.trust.retention.services.clock import look_at_clock
from sotto.trust.retention.services.errors import ClockInDoubt, RowsRefused
from sotto.trust.retention.services.shelves import MONTH, Rows, tables_of
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import current_tenant, within

BATCH = 5000  # Rows in one transaction.
LOOKED_UP = 100_000  # Ids at a time: what is due is looked for once for so many.
Progress = Callable[[str, int], None]  # A table's label, and how many rows of it are gone.


def run(tenant: UUID, *, now: datetime, progress: Progress = lambda *_: None) -> Run:
    """Forget what is due in one tenant. Call it outside `within`. now: aware, UTC.

    May be repeated, and killed at any point. Raises ClockInDoubt; KeyringUnavailable, RowsRefused
    and TrailDamaged leave the run open, and it is taken up later. The trail comes last: one that
    is damaged keeps nothing else waiting.
    """
    with within(tenant):
        judged = look_at_clock(now=now)
    if judged is not Clock.GOOD:
        raise ClockInDoubt
    with within(tenant):
        execution = _take_up(now)
    for retention in sorted(queries.monthly_classes(), key=lambda one: one == AUDIT_TRAIL):
        for rows in _tables(tenant, retention):
            if rows.is_appended:
                _prune(tenant, execution, rows, now)
            else:
                _forget_rows(tenant, execution, rows, now, progress)
        _forget_months(tenant, execution, retention, now)
    with within(tenant):
        execution.finished_at = now
        execution.save(update_fields=["finished_at"])
        record("retention:run:finished", object_id=execution.pk)
    return execution


def _take_up(now: datetime) -> Run:
    """The run that was cut off, or a new one."""
    unfinished = Run.objects.filter(finished_at=None).first()
    if unfinished is not None:
        return unfinished
    tenant = current_tenant()
    begun = Run.objects.create(
        tenant_id=tenant, day=now.date(), begun_at=now, begun_by=current_actor().id
    )
    record("retention:run:begun", object_id=begun.pk)
    return begun


def _tables(tenant: UUID, retention: Retention) -> list[Rows]:
    with within(tenant):
        return list(tables_of(queries.kept(retention)))


def _forget_rows(tenant: UUID, run: Run, rows: Rows, now: datetime, progress: Progress) -> None:
    """Everything of one table that is due."""
    gone = 0
    while due := _due(tenant, rows, now):
        for start in range(0, len(due), BATCH):
            gone += _forget_batch(tenant, run, rows, due[start : start + BATCH])
            progress(rows.label, gone)
        if len(due) < LOOKED_UP:
            break
    if gone:
        with within(tenant):
            record("retention:rows:forgotten", object_id=run.pk)
            events.publish(RecordsForgotten(tenant, rows.label, gone))


def _prune(tenant: UUID, run: Run, rows: Rows, now: datetime) -> None:
    """The trail goes in whole bundles, so that its proofs stay valid. Raises TrailDamaged."""
    first_kept = datetime.combine(now.date() - rows.kept.period, time(), UTC)
    pruned = audit.prune(tenant, before=first_kept)
    with within(tenant):
        _count(run, f"{rows.label}: rows", pruned.entries)
        if pruned.kept:  # For good, and not once more when a run is taken up.
            stays = f"{rows.label}: kept, since a legal hold needs entry {pruned.stopped_at}"
            run.counts[stays] = pruned.kept
            run.save(update_fields=["counts"])


def _due(tenant: UUID, rows: Rows, now: datetime) -> list[UUID]:
    with within(tenant):
        in_doubt = queries.months_in_doubt(rows.kept.period, today=now.date())
        found = rows.due(now=now, in_doubt=in_doubt)
        return list(found.values_list("pk", flat=True)[:LOOKED_UP])


def _forget_batch(tenant: UUID, run: Run, rows: Rows, ids: list[UUID]) -> int:
    """Rows, then their files: a crash between the two leaves files that the sweep finds."""
    with within(tenant):
        mine = rows.holding.model._default_manager.filter(pk__in=ids)
        names = _file_names(rows, ids)
        try:
            deleted = mine.delete()[1].get(rows.label, 0)
        except IntegrityError as refusal:
            raise RowsRefused(rows.label) from refusal
        _count(run, f"{rows.label}: rows", deleted)
    gone, left = _unlink(tenant, names)
    with within(tenant):
        _count(run, f"{rows.label}: files", gone)
        _count(run, f"{rows.label}: files that the nightly sweep has to remove", left)
    return deleted


def _unlink(tenant: UUID, names: list[UUID]) -> tuple[int, int]:
    """How many are gone now, and how many could not be removed. One that was missing counts not."""
    gone, left = 0, 0
    for name in names:
        try:
            path_of(tenant, name).unlink()
        except FileNotFoundError:
            continue
        except OSError:
            left += 1
        else:
            gone += 1
    return gone, left


def _file_names(rows: Rows, ids: list[UUID]) -> list[UUID]:
    mine = rows.holding.model._default_manager.filter(pk__in=ids)
    return [
        name
        for column in rows.holding.files
        for name in mine.exclude(**{column.name: None}).values_list(column.name, flat=True)
    ]


def _forget_months(tenant: UUID, run: Run, retention: Retention, now: datetime) -> None:
    """Destroy the keys of the months in which nothing is left."""
    with within(tenant):
        months = _empty_months(retention, now)
    for month in months:
        keyring().destroy_period(tenant, Period(retention.code, month), actor=current_actor().id)
        with within(tenant):
            Darkening.objects.get_or_create(
                tenant_id=tenant,
                retention=retention.code,
                month=month,
                defaults={"run": run, "at": now},
            )
            _count(run, f"{retention.name}: months", 1)
            record("retention:month:forgotten", object_id=run.pk)
            events.publish(MonthForgotten(tenant, retention.code, month))


def _empty_months(retention: Retention, now: datetime) -> list[int]:
    """Expired, not yet dark, and without a row: from the tenant's first month on.

    Or from an earlier one, to which the clock was set back once.
    """
    kept, today = queries.kept(retention), now.date()
    began = [tenant_by_id(current_tenant()).made_at.date(), *queries.days_of_faults()]
    first = rules.month_of(min(began))
    expired = rules.last_expired_month(kept.period, today=today)
    left = {
        month
        for rows in tables_of(kept)
        for month in rows.all().values_list(MONTH, flat=True).distinct()
    }
    left |= queries.dark_months(retention)
    left |= set(queries.months_in_doubt(kept.period, today=today))
    return [month for month in range(first, expired + 1) if month not in left]


def _count(run: Run, what: str, many: int) -> None:
    if many:
        run.counts[what] = run.counts.get(what, 0) + many
        run.save(update_fields=["counts"])
