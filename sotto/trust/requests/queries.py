"""Reads, all within the current tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet

from sotto.personal_data.actor import acting, current_actor
from sotto.personal_data.models import Erasure
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.models import Account
from sotto.trust.access.queries import owners_of_officers
from sotto.trust.dataprotection.queries import erasures
from sotto.trust.requests import rules
from sotto.trust.requests.models import (
    Correction,
    DataRequest,
    Decision,
    IdentityCheck,
    Offer,
    Reminder,
    ReminderAddress,
    ReminderLetter,
    Step,
)
from sotto.trust.requests.rules import Clock, Done, State

_SINGLE = (
    "receipt",
    "identityquestion",
    "identitycheck",
    "extension",
    "decision",
    "delivery",
    "closure",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands today."""

    state: State
    due_on: date
    days_left: int
    days_run: int
    days_in_all: int
    is_answered: bool

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0 and not self.is_answered

    @property
    def percent(self) -> int:
        """Of its period that has run, 0 to 100: the picture of the clock."""
        return min(100, max(0, self.days_run * 100 // max(1, self.days_in_all)))

    @property
    def days_over(self) -> int:
        return max(0, -self.days_left)


def requests() -> QuerySet[DataRequest]:
    """For the command line, whose user administers the machine; newest first."""
    return DataRequest.objects.select_related(*_SINGLE).prefetch_related("reminders")


def requests_visible_to(actor: Account) -> QuerySet[DataRequest]:
    """An officer sees all of the tenant, others their own."""
    return requests() if actor.is_officer else requests_of(actor.owner)


def requests_of(subject: UUID) -> QuerySet[DataRequest]:
    return requests().filter(owner=subject)


def unanswered() -> QuerySet[DataRequest]:
    """Whose clock runs: not delivered, not closed."""
    return requests().filter(delivery=None, closure=None)


def request_numbered(number: int) -> DataRequest | None:
    return requests().filter(number=number).first()


def has(request: DataRequest, step: str) -> bool:
    """Whether a step that happens once stands in the log."""
    return hasattr(request, step)


def is_granted(request: DataRequest) -> bool:
    return has(request, "decision") and request.decision.is_granted


def state_of(request: DataRequest) -> State:
    return rules.state_of(
        Done(
            asked=has(request, "identityquestion"),
            proved=has(request, "identitycheck"),
            decided=has(request, "decision"),
            delivered=has(request, "delivery"),
            closed=has(request, "closure"),
        )
    )


def clock_of(request: DataRequest) -> Clock:
    asked = request.identityquestion.at.date() if has(request, "identityquestion") else None
    proved = request.identitycheck.at.date() if has(request, "identitycheck") else None
    return Clock(request.received_on, asked, proved, is_extended=has(request, "extension"))


def reminded(request: DataRequest) -> set[int]:
    return {one.day for one in request.reminders.all()}


def is_mail_set() -> bool:
    """Whether a mail server is named in the settings: without one nobody is reminded by e-mail."""
    return settings.SOTTO.mail is not None


def addresses_of_officers() -> QuerySet[ReminderAddress]:
    """Of those who still may answer requests."""
    return ReminderAddress.objects.filter(owner__in=owners_of_officers()).order_by("pk")


def address_of(officer: UUID) -> ReminderAddress | None:
    return ReminderAddress.objects.filter(owner=officer).first()


def reminders_due(request: DataRequest, *, today: date) -> list[int]:
    """Days of its clock of which nobody was reminded yet (`rules.reminders_due`)."""
    return rules.reminders_due(clock_of(request), today=today, reminded=reminded(request))


def untold(officer: UUID) -> list[Reminder]:
    """Of each request that waits, the last reminder, if no letter about it went to this officer."""
    found = []
    for request in unanswered().order_by("number"):
        by_day = {one.day: one for one in request.reminders.all()}
        if by_day:
            found.append(by_day[rules.latest_reminder(by_day)])
    letters = ReminderLetter.objects.filter(
        owner=officer, request__in=[one.request for one in found]
    )
    told = set(letters.values_list("request", "day"))
    return [one for one in found if (one.request_id, one.day) not in told]


def refused_letters() -> QuerySet[ReminderLetter]:
    """Letters that the mail server refused for good, to an address that has not changed since."""
    named = ReminderAddress.objects.filter(owner=OuterRef("owner"), named_at__lte=OuterRef("at"))
    return ReminderLetter.objects.filter(Exists(named), is_refused=True)


def standing(request: DataRequest, *, today: date) -> Standing:
    """Of an answered request, the clock as it stood when it was answered."""
    state, clock = state_of(request), clock_of(request)
    answered = request.delivery if has(request, "delivery") else getattr(request, "closure", None)
    day = today if answered is None else answered.at.date()
    return Standing(
        state,
        rules.due_on(clock, today=day),
        rules.days_left(clock, today=day),
        rules.days_run(clock, today=day),
        rules.days_in_all(clock, today=day),
        is_answered=answered is not None,
    )


def log_of(request: DataRequest) -> list[Step]:
    """Every step in its order."""
    steps: list[Step] = [getattr(request, name) for name in _SINGLE if has(request, name)]
    steps += request.corrections.all()
    steps += request.offers.all()
    return sorted(steps, key=attrgetter("at"))


def last_stamps() -> list[datetime]:
    """When the newest request came: the next one is not before it."""
    last: datetime | None = DataRequest.objects.aggregate(last=Max("at"))["last"]
    return [] if last is None else [last]


def standing_offer(request: DataRequest, *, now: datetime) -> Offer | None:
    return request.offers.filter(fetched_at=None, expires_at__gt=now).first()


def opened(found: Sequence[DataRequest]) -> Sequence[DataRequest]:
    """What was asked, readable: also of the restricted, since it serves their own right."""
    actor = current_actor()
    with acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface):
        return unseal(found)


def opened_steps(steps: Sequence[Step]) -> Sequence[Step]:
    """The same of a log."""
    actor = current_actor()
    with acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface):
        for step in steps:
            unseal([step])
    return steps


def erasure_behind(request: DataRequest) -> Erasure | None:
    """Of a request for erasure that was granted: how far it is."""
    return None if request.effect is None else erasures().filter(pk=request.effect).first()


def overdue(*, today: date) -> list[DataRequest]:
    return [one for one in unanswered() if standing(one, today=today).is_overdue]


def how_of(step: Step) -> str | None:
    """What an authority asks next: by which proof, on which ground, which field."""
    match step:
        case IdentityCheck():
            return str(step.proof)
        case Decision():
            return "granted" if step.is_granted else f"refused: {step.ground}"
        case Correction():
            return str(step.field)
        case _:
            return None
