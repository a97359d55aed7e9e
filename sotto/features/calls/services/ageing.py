"""Numbers from outside lose their last digits when a call is old enough (ENT-30).

What is stored is sealed again, in the month in which it was: it goes when the rest goes. In
batches, each committed: a job that was killed goes on where it was.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sotto.features.calls.models import Call
from sotto.features.calls.services.cutting import Policy, policy_for
from sotto.lib.identifiers import new_subject_id
from sotto.personal_data.fields import Opened
from sotto.personal_data.records import sealed_columns, unseal
from sotto.personal_data.resealing import reseal
from sotto.trust.audit.services import record
from sotto.trust.retention import queries as retention
from sotto.trust.retention.rules import Clock, month_of
from sotto.trust.retention.services import look_at_clock, sealed_month
from sotto.trust.tenants.services import within

BATCH = 2000
_UPDATE = (
    "UPDATE calls_call SET caller = %s, callee = %s, about_caller = %s, about_callee = %s, "
    "is_cut = true WHERE id = %s"
)


def cut_old_calls(tenant: UUID, *, now: datetime) -> int:
    """Cut what is older than the tenant's choice. How many calls were looked at for the last time.

    Call it outside `within`. now: aware, UTC; a clock in doubt cuts nothing.
    """
    with within(tenant):
        after = retention.masking().after
        if after is None or look_at_clock(now=now) is not Clock.GOOD:
            return 0
    older_than, done, last = now - after, 0, 0
    while True:
        with within(tenant):
            calls = list(_uncut(older_than).filter(sequence__gt=last)[:BATCH])
            if not calls:
                break
            done += _cut_calls(unseal(calls), older_than)
            last = calls[-1].sequence
    if done:
        with within(tenant):
            record("calls:numbers:cut")
    return done


def _uncut(older_than: datetime) -> QuerySet[Call]:
    """Of months that may hold calls so old; their day stands sealed."""
    month = month_of(older_than.date())
    calls = Call.objects.filter(is_cut=False).alias(month=sealed_month("facts"))
    return calls.filter(month__lte=month).order_by("sequence")


def _cut_calls(calls: Sequence[Call], older_than: datetime) -> int:
    old = [call for call in calls if _is_older(call.facts, older_than)]
    policy = policy_for({one for call in old for one in (call.caller, call.callee) if one})
    _reseal("caller", [(call, _cut_caller(call, policy)) for call in old])
    _reseal("callee", [(call, _cut_callee(call, policy)) for call in old])
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, [_parameters(call) for call in old])
    return len(old)


def _is_older(facts: Opened, older_than: datetime) -> bool:
    started = facts["started_at"]
    return started is None or datetime.fromisoformat(started) < older_than


def _cut_caller(call: Call, policy: Policy) -> dict[str, Any] | None:  # Any: JSON values
    """What is to stand there instead; None: it may stay. Who dialled outside keeps its own."""
    about = dict(call.about_caller)
    if not about:
        return None
    dialled = about["dialled"]
    if dialled and not policy.is_ours(None, dialled):
        about["dialled"] = policy.cut(dialled)
    if not policy.is_ours(call.caller, about["number"]):
        about |= {"number": policy.cut(about["number"]), "name": ""}
        call.caller = new_subject_id()
    return None if about == dict(call.about_caller) else about


def _cut_callee(call: Call, policy: Policy) -> dict[str, Any] | None:  # Any: JSON values
    about = dict(call.about_callee)
    if not about or policy.is_ours(call.callee, about["number"]):
        return None
    call.callee = new_subject_id()
    return about | {"number": policy.cut(about["number"]), "name": ""}


def _reseal(side: str, cut: Sequence[tuple[Call, dict[str, Any] | None]]) -> None:
    column = next(one for one in sealed_columns(Call) if one.name == f"about_{side}")
    changed = [(call, about) for call, about in cut if about is not None]
    calls, contents = [call for call, _ in changed], [about for _, about in changed]
    for call, envelope in zip(calls, reseal(calls, column, contents), strict=True):
        call.__dict__[column.attname] = envelope


def _parameters(call: Call) -> tuple[Any, ...]:  # Any: columns as stored
    raw = call.__dict__
    return call.caller, call.callee, raw["about_caller"], raw["about_callee"], call.pk
