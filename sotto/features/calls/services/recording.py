"""Keep what the SIP edge reports: call details, and devices that were locked."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.db import models
from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from sotto.backbone import events
from sotto.features.calls.events import CallEnded
from sotto.features.calls.models import Call
from sotto.features.calls.rules import Outcome
from sotto.features.calls.services import cutting
from sotto.features.directory.services import find_other_party
from sotto.lib.identifiers import new_subject_id
from sotto.lib.phone_number import NumberRefused, PhoneNumber
from sotto.personal_data.fields import Sealed, seal_all
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.records import seal, sealed_columns
from sotto.trust.audit.rules import Decision
from sotto.trust.audit.services import Deed, record_all
from sotto.trust.retention.rules import AtWriting
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import current_tenant, within


class ReportMalformed(ValueError):  # Bad input, not a mistake of ours.
    """A report that the edge can't have written. Carries nothing of it."""


class _Report(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    tenant: UUID


class Party(BaseModel):
    model_config = ConfigDict(frozen=True)

    subject: UUID | None
    number: str
    name: str
    withheld: bool = False


class Ended(_Report):
    """A call is over."""

    kind: Literal["ended"]
    call: UUID
    caller: Party
    callee: Party
    diverter: Party | None = None  # Who sent the call on; the edge does not divert yet.
    started_at: AwareDatetime
    answered_at: AwareDatetime | None
    ended_at: AwareDatetime
    outcome: Outcome
    sip_code: int
    protection: dict[str, dict[str, str] | None]


class DeviceLocked(_Report):
    """Somebody guessed at a device's password too often (PBX-11)."""

    kind: Literal["device_locked"]
    device: UUID
    subject: UUID


_REPORTS: TypeAdapter[list[Ended | DeviceLocked]] = TypeAdapter(list[Ended | DeviceLocked])


def record_reports(reports: Sequence[Any]) -> None:
    """Store a batch: call details, sealed, with an audit entry each. Any: JSON of the edge.

    One transaction for each tenant; a call that stands already is left as it is, so a batch may
    come twice. Raises ReportMalformed, and stores nothing then; what the database or the keyring
    raises when they are away passes through.
    """
    try:
        checked = _REPORTS.validate_python(reports, strict=False)
    except ValidationError:
        raise ReportMalformed from None
    by_tenant: dict[UUID, list[Ended | DeviceLocked]] = defaultdict(list)
    for report in checked:
        by_tenant[report.tenant].append(report)
    for tenant, mine in by_tenant.items():
        with within(tenant):
            _record_calls([one for one in mine if isinstance(one, Ended)])
            _record_locks([one for one in mine if isinstance(one, DeviceLocked)])


def _record_calls(ended: Sequence[Ended]) -> None:
    if not ended:
        return
    asked = {one.call: one for one in ended}
    known = set(Call.objects.filter(pk__in=asked).values_list("pk", flat=True))
    new = [one for call, one in asked.items() if call not in known]
    policy = cutting.policy_for({side for one in new for side in _subjects(one)})
    decided = [(one, _as_decided(one, policy)) for one in new]
    rows = [
        _row(_met(one), is_cut=False) if kept is one else _row(kept, is_cut=True)
        for one, kept in decided
        if kept is not None
    ]
    stored = Call.objects.bulk_create(_sealed(rows))
    record_all([Deed("calls:call:recorded", row.pk, row.caller or row.callee) for row in stored])
    for row in stored:
        events.publish(CallEnded(row.pk))


def _record_locks(locked: Sequence[DeviceLocked]) -> None:
    refused = [
        Deed("calls:device:locked", one.device, one.subject, Decision.REFUSED) for one in locked
    ]
    if refused:
        record_all(refused)


def _as_decided(one: Ended, policy: cutting.Policy) -> Ended | None:
    """What the tenant has stored of a call; None for nothing at all (ENT-30, PBX-46)."""
    caller, callee = one.caller, one.callee
    is_inside = all(policy.is_ours(side.subject, side.number) for side in (caller, callee))
    how = policy.inside if is_inside else policy.outside
    if how is AtWriting.NONE:
        return None
    if is_inside or how is AtWriting.FULL:
        return one
    return one.model_copy(update={"caller": _cut(caller, policy), "callee": _cut(callee, policy)})


def _cut(party: Party, policy: cutting.Policy) -> Party:
    """One from outside becomes nobody whom we could meet again."""
    if policy.is_ours(party.subject, party.number):
        return party
    subject = None if party.subject is None else new_subject_id()
    cut = {"number": policy.cut(party.number), "name": "", "subject": subject}
    return party.model_copy(update=cut)


def _met(one: Ended) -> Ended:
    """Whoever is outside, with a number of the public network, is a data subject, too (PBX-02)."""
    sides = {"caller": one.caller, "callee": one.callee}
    outside = {name: _known(side) for name, side in sides.items() if side.subject is None}
    return one.model_copy(update=outside) if outside else one


def _known(party: Party) -> Party:
    """As the directory knows it. A mistyped or shortened number leads to nobody."""
    try:
        PhoneNumber.parse(party.number, country_of(current_tenant()))
    except NumberRefused:
        return party
    subject = find_other_party(number=party.number, name=party.name)
    return party.model_copy(update={"subject": subject})


def _subjects(one: Ended) -> list[UUID]:
    return [side for side in (one.caller.subject, one.callee.subject) if side is not None]


def _row(one: Ended, *, is_cut: bool) -> Call:
    caller, callee = one.caller, one.callee
    known = callee.subject is not None
    answered = one.answered_at
    row = Call(
        id=one.call,
        tenant_id=one.tenant,
        caller=caller.subject,
        callee=callee.subject,
        about_caller={
            "number": caller.number,
            "name": caller.name,
            "dialled": None if known else callee.number,
            "withheld": caller.withheld,
        },
        about_callee={"number": callee.number, "name": callee.name} if known else None,
        **_diverted(one.diverter),
        facts={
            "started_at": one.started_at.isoformat(),
            "answered_at": None if answered is None else answered.isoformat(),
            "ended_at": one.ended_at.isoformat(),
            "outcome": one.outcome.value,
            "sip_code": one.sip_code,
        },
        protection={leg: facts for leg, facts in one.protection.items() if facts},
        is_cut=is_cut,
    )
    if caller.subject is None:
        row.about_caller = None
    return row


def _diverted(by: Party | None) -> dict[str, Any]:  # Any: columns of `Call`
    """A diverter who is nobody's of ours is nothing that we keep."""
    if by is None or by.subject is None:
        return {}
    return {"diverter": by.subject, "about_diverter": {"number": by.number, "name": by.name}}


def _sealed(rows: Sequence[Call]) -> list[Call]:
    """All in one go; when somebody was erased during a call, row by row without that party."""
    try:
        return list(seal(rows))
    except SubjectErased:
        living = [_without_the_erased(row) for row in rows]
        return [row for row in living if row.caller or row.callee]


def _without_the_erased(row: Call) -> Call:
    for column in sealed_columns(Call):
        value = row.__dict__[column.attname]
        if value is not None and not isinstance(value, bytes):
            _seal_or_blank(row, column)
    return row


def _seal_or_blank(row: models.Model, column: Sealed) -> None:
    try:
        setattr(row, column.attname, seal_all([row], column)[0])
    except SubjectErased:
        setattr(row, column.attname, None)
        setattr(row, column.about[0].name, None)
