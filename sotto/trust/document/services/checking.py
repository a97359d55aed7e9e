"""Ask the probes, keep the last finding of each, and note each change of a verdict."""

import time
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from sotto.trust.document.models import SystemCheck, TenantCheck, Turn
from sotto.trust.document.rules import Finding, Verdict
from sotto.trust.document.services import probing
from sotto.trust.document.services.pace import Pace
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import current_tenant, within

log = structlog.get_logger()
_GOOD = {Verdict.HOLDS, Verdict.DECLARED, Verdict.ABSENT}


def check_all(pace: Pace | None = None) -> dict[str, Finding]:
    """The whole system, then every tenant. What was found of the system.

    pace: leaves out what costs too much to be asked again already; without it all are asked.
    """
    found = check_system(pace)
    for tenant in all_tenants():
        with within(tenant.pk):
            check_tenant(pace)
    return found


def check_system(pace: Pace | None = None) -> dict[str, Finding]:
    """Every probe that is about no tenant in particular."""
    asked_at, found = probing.now(), _ask(None, pace)
    with transaction.atomic():
        known = dict(SystemCheck.objects.values_list("statement", "verdict"))
        SystemCheck.objects.bulk_create(
            [
                SystemCheck(statement=name, at=asked_at, **_columns(finding))
                for name, finding in found.items()
            ],
            update_conflicts=True,
            unique_fields=["statement"],
            update_fields=["verdict", "measured", "values", "at"],
        )
        _note_turns(known, found, tenant=None)
    return found


def check_tenant(pace: Pace | None = None) -> dict[str, Finding]:
    """Every probe about the current tenant."""
    tenant = current_tenant()
    asked_at, found = probing.now(), _ask(tenant, pace)
    known = dict(TenantCheck.objects.values_list("statement", "verdict"))
    TenantCheck.objects.bulk_create(
        [
            TenantCheck(tenant_id=tenant, statement=name, at=asked_at, **_columns(finding))
            for name, finding in found.items()
        ],
        update_conflicts=True,
        unique_fields=["tenant", "statement"],
        update_fields=["verdict", "measured", "values", "at"],
    )
    _note_turns(known, found, tenant=tenant)
    return found


def findings_of_tenant() -> dict[str, tuple[Finding, datetime]]:
    """The last findings about the current tenant and the system, with their times."""
    checks: list[SystemCheck | TenantCheck] = [*SystemCheck.objects.all()]
    checks += TenantCheck.objects.all()
    return {
        one.statement: (Finding(Verdict(one.verdict), one.measured, one.values), one.at)
        for one in checks
    }


def _ask(tenant: UUID | None, pace: Pace | None) -> dict[str, Finding]:
    found = {}
    for name, registered in probing.PROBES.items():
        if registered.everywhere is (tenant is None) and (
            pace is None or pace.is_due(name, tenant)
        ):
            began = time.monotonic()
            found[name] = probing.run(name)
            if pace is not None:
                pace.took(name, tenant, seconds=time.monotonic() - began)
    return found


def _columns(finding: Finding) -> dict[str, object]:
    return {
        "verdict": finding.verdict.value,
        "measured": finding.measured,
        "values": dict(finding.values),
    }


def _note_turns(
    known: Mapping[str, str], found: Mapping[str, Finding], *, tenant: UUID | None
) -> None:
    turned = [
        (name, known[name], finding.verdict)
        for name, finding in found.items()
        if name in known and known[name] != finding.verdict
    ]
    Turn.objects.bulk_create(
        Turn(statement=name, of_tenant=tenant, was=was, became=became.value, at=probing.now())
        for name, was, became in turned
    )
    for name, _, became in turned:
        is_red = became not in _GOOD
        tell = log.warning if is_red else log.info
        tell("document.line_turned", statement=name, is_red=is_red)
