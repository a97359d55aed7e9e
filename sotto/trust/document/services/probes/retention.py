"""Probes of retention: what was decided, what ran, and what is older than it may be."""

from datetime import timedelta

from sotto.personal_data.countries import profile
from sotto.trust.document.rules import Finding, Verdict, broken, holds_if, none_of
from sotto.trust.document.services.probing import now, probe
from sotto.trust.retention import queries
from sotto.trust.retention.services import preview
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import current_tenant

_RUN_WITHIN = timedelta(days=2)


@probe("retention.periods", everywhere=False)
def periods() -> Finding:
    classes = [queries.kept(one) for one in queries.monthly_classes()]
    wrong = [one.retention.name for one in classes if not one.limit.least <= one.period <= one.most]
    told = ", ".join(f"{one.retention.name} {one.period.days} d" for one in classes)
    return none_of(wrong, looked_at="the period of each class", periods=told)


@probe("retention.run", everywhere=False)
def run() -> Finding:
    finished = [one.finished_at for one in queries.runs() if one.finished_at is not None]
    if not finished:
        return broken("nothing ran yet")
    last = max(finished)
    return holds_if(
        true=timedelta(0) <= now() - last <= _RUN_WITHIN, measured=f"{last:%Y-%m-%d %H:%M} UTC"
    )


@probe("retention.clock", everywhere=False)
def clock() -> Finding:
    doubted = queries.doubted_day()
    return holds_if(true=doubted is None, measured=f"doubted day: {doubted or 'none'}")


@probe("retention.country", everywhere=False)
def country() -> Finding:
    code = country_of(current_tenant())
    digits = profile(code).masked_digits
    return holds_if(
        true=bool(code),
        measured=f"country {code or 'not said'}",
        country=code or "-",
        digits=digits,
    )


@probe("retention.law", everywhere=False)
def law() -> Finding:
    """No program knows the law: a citation that nobody has confirmed is printed as declared."""
    cited = profile(country_of(current_tenant())).citations()
    unread = [text for text, read in cited.items() if not read]
    return Finding(
        Verdict.DECLARED if unread else Verdict.HOLDS,
        f"{len(cited)} citations of the profile",
        {
            "read": "; ".join(text for text, read in cited.items() if read) or "-",
            "unread": "; ".join(unread) or "-",
        },
    )


@probe("retention.call_detail", everywhere=False)
def call_detail() -> Finding:
    """Everything is stored until somebody decides; that nobody did is told."""
    found = queries.masking()
    told = "nobody" if found.decided_at is None else f"decided {found.decided_at:%Y-%m-%d}"
    return holds_if(
        true=found.decided_at is not None,
        measured=f"{told}; inside {found.inside.value}, outside {found.outside.value}",
        inside=found.inside.value,
        outside=found.outside.value,
    )


@probe("retention.overdue", everywhere=False)
def overdue() -> Finding:
    late = [
        f"{one.kept.retention.name}: {month.due}"
        for one in preview(now=now() - _RUN_WITHIN)
        for month in one.months
        if month.due and not month.is_in_doubt
    ]
    return none_of(late, looked_at="rows that were due two days ago")
