"""Reads: what holds now, and what was done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sotto.personal_data import countries
from sotto.personal_data.countries import CountryProfile, Limit
from sotto.personal_data.vocabulary import RETENTIONS, Retention
from sotto.trust.retention import rules
from sotto.trust.retention.models import (
    ClockFault,
    Darkening,
    KnownDay,
    MaskingDecision,
    PeriodDecision,
    Run,
)
from sotto.trust.retention.rules import AtWriting
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import current_tenant


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a class is kept. `decided_at` is None while nobody chose: then it is the usual."""

    retention: Retention
    period: timedelta
    unread: timedelta | None
    limit: Limit
    decided_at: datetime | None = None
    decided_by: str = ""

    @property
    def most(self) -> timedelta:
        """The longest period that may be chosen."""
        return rules.longest_choice(self.limit.most)


@dataclass(frozen=True, slots=True)
class Masking:
    """What is stored of calls. after: the age at which outside numbers are stored masked."""

    inside: AtWriting = AtWriting.FULL
    outside: AtWriting = AtWriting.FULL
    after: timedelta | None = None
    decided_at: datetime | None = None
    decided_by: str = ""


def monthly_classes() -> Iterator[Retention]:
    """Those that are forgotten month by month; the others stand until their person goes."""
    return (one for one in RETENTIONS.values() if one.monthly)


def present_profile() -> CountryProfile:
    """Of the current tenant's country."""
    return countries.profile(country_of(current_tenant()))


def kept(retention: Retention) -> Kept:
    """What holds for a monthly class in the current tenant.

    A decision that the country's profile doesn't allow any more holds as far as it does.
    """
    limit = present_profile().limit(retention.name)
    decision = PeriodDecision.objects.filter(retention=retention.code).first()
    if decision is None:
        return Kept(retention, limit.usual, None, limit)
    most = rules.longest_choice(limit.most)
    period = min(max(timedelta(days=decision.days), limit.least), most)
    unread = decision.unread_days
    return Kept(
        retention=retention,
        period=period,
        unread=None if unread is None else max(timedelta(days=unread), period),
        limit=limit,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
    )


def period_of(retention: Retention) -> timedelta | None:
    """For how long at least; None for what stands until its person goes."""
    return kept(retention).period if retention.monthly else None


def keep_until(retention: Retention, started: date) -> date | None:
    """The last day on which something of this class, begun on that day, can be opened anywhere.

    None: it stands until its person goes. Rows whose day is known go earlier, and so does what
    people delete; what is held or has not been heard may stay.
    """
    period = period_of(retention)
    return None if period is None else rules.kept_until(rules.month_of(started), period)


def masking() -> Masking:
    """What is stored of calls in the current tenant; everything, until somebody decides."""
    decision = MaskingDecision.objects.first()
    if decision is None:
        return Masking()
    after = decision.after_days
    return Masking(
        inside=AtWriting(decision.inside),
        outside=AtWriting(decision.outside),
        after=None if after is None else timedelta(days=after),
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
    )


def dark_months(retention: Retention) -> set[int]:
    """Those that can't be opened any more."""
    found = Darkening.objects.filter(retention=retention.code)
    return set(found.values_list("month", flat=True))


def count_of_dark_months() -> int:
    """Of all classes."""
    return Darkening.objects.count()


def months_in_doubt(period: timedelta, *, today: date) -> list[int]:
    """Not to be touched yet: the clock was behind while they were written."""
    faults = [rules.Fault(one.showed, one.known) for one in ClockFault.objects.all()]
    return rules.months_in_doubt(faults, period=period, today=today)


def days_of_faults() -> list[date]:
    """What the clock showed when it was behind."""
    return list(ClockFault.objects.values_list("showed", flat=True))


def doubted_day() -> date | None:
    """The day that the clock jumped to, and that nobody has confirmed."""
    return KnownDay.objects.values_list("doubted", flat=True).first()


def first_day(month: int) -> date:
    """Of a month as `keyring.periods` counts them."""
    return rules.first_day(month)


def runs() -> list[Run]:
    """The last hundred, newest first."""
    return list(Run.objects.prefetch_related("darkenings")[:100])


def is_done_for(day: date) -> bool:
    return Run.objects.filter(day__gte=day, finished_at__isnull=False).exists()
