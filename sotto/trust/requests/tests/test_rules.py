"""The clock of Art. 12(3): by example, and for any day that hypothesis thinks of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.trust.requests.rules import (
    GROUNDS,
    OVERDUE,
    REMINDERS,
    Clock,
    Done,
    Ground,
    Kind,
    State,
    days_in_all,
    days_left,
    days_run,
    due_on,
    may_be_extended,
    not_before,
    reminders_due,
    state_of,
)

pytestmark = pytest.mark.rules

DAYS = st.dates(min_value=date(2018, 5, 25), max_value=date(2100, 1, 1))
PAUSES = st.integers(min_value=0, max_value=25).map(lambda days: timedelta(days=days))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 3, 5), date(2026, 4, 6)),  # A Sunday moves on; holidays, as here, do not.
        (date(2026, 2, 3), date(2026, 3, 3)),
        (date(2026, 8, 31), date(2026, 9, 30)),  # September has no 31st.
        (date(2026, 1, 31), date(2026, 3, 2)),  # 28 February 2026 is a Saturday.
        (date(2028, 1, 31), date(2028, 2, 29)),  # A leap year.
        (date(2026, 12, 15), date(2027, 1, 15)),  # Over the end of a year.
    ],
)
def test_a_month_ends_on_the_same_date_or_the_next_working_day(received: date, due: date) -> None:
    assert due_on(Clock(received), today=received) == due


def test_two_months_more_are_three_in_all() -> None:
    clock = Clock(date(2026, 11, 30), is_extended=True)
    assert due_on(clock, today=clock.received_on) == date(2027, 3, 1)  # 28 February is a Sunday.


def test_the_clock_stands_still_while_it_is_not_known_who_asks() -> None:
    clock = Clock(date(2026, 2, 2), asked_on=date(2026, 2, 4))
    first, later = (due_on(clock, today=date(2026, 2, day)) for day in (4, 6))
    assert (first, later) == (date(2026, 3, 2), date(2026, 3, 4))
    assert days_run(clock, today=date(2026, 2, 20)) == 2


def test_the_answer_starts_the_clock_again() -> None:
    clock = Clock(date(2026, 2, 2), asked_on=date(2026, 2, 4), proved_on=date(2026, 2, 9))
    assert due_on(clock, today=date(2026, 2, 28)) == date(2026, 3, 9)  # 7 March is a Saturday.


def test_a_question_after_the_month_stops_nothing() -> None:
    late = Clock(date(2026, 2, 2), asked_on=date(2026, 3, 20))
    assert days_left(late, today=date(2026, 5, 1)) == (date(2026, 3, 2) - date(2026, 5, 1)).days


def test_an_answer_dated_before_its_question_gives_no_time_and_takes_none() -> None:
    clock = Clock(date(2026, 2, 2), asked_on=date(2026, 2, 9), proved_on=date(2026, 2, 4))
    assert due_on(clock, today=date(2026, 2, 9)) == date(2026, 3, 2)


def test_reminders_come_at_their_days_and_once() -> None:
    clock = Clock(date(2026, 2, 2))
    assert reminders_due(clock, today=date(2026, 2, 15), reminded=()) == []
    assert reminders_due(clock, today=date(2026, 2, 16), reminded=()) == [14]
    assert reminders_due(clock, today=date(2026, 2, 23), reminded={14}) == [20]
    assert reminders_due(clock, today=date(2026, 3, 3), reminded={14, 20, 27}) == [OVERDUE]
    assert reminders_due(clock, today=date(2026, 3, 4), reminded={14, 20, 27, OVERDUE}) == []


def test_an_extended_request_is_reminded_of_in_its_last_month() -> None:
    clock = Clock(date(2026, 2, 2), is_extended=True)
    assert reminders_due(clock, today=date(2026, 3, 30), reminded=set(REMINDERS)) == []
    assert len(reminders_due(clock, today=date(2026, 5, 2), reminded=set(REMINDERS))) == 3


def test_an_extension_is_for_the_first_month_and_once() -> None:
    clock = Clock(date(2026, 2, 2))
    assert may_be_extended(clock, today=date(2026, 3, 2), reminded=())
    assert not may_be_extended(clock, today=date(2026, 3, 3), reminded=())
    extended = Clock(date(2026, 2, 2), is_extended=True)
    assert not may_be_extended(extended, today=date(2026, 2, 10), reminded=())


def test_a_clock_set_back_does_not_undo_the_alarm() -> None:
    clock = Clock(date(2026, 2, 2))
    assert not may_be_extended(clock, today=date(2026, 2, 10), reminded={OVERDUE})


@given(received=DAYS, waited=PAUSES, pause=PAUSES)
def test_no_deadline_is_a_weekend_nor_shorter_than_a_month(
    received: date, waited: timedelta, pause: timedelta
) -> None:
    asked = received + waited
    clock = Clock(received, asked_on=asked, proved_on=asked + pause)
    due = due_on(clock, today=asked + pause)
    assert due.weekday() < 5
    assert timedelta(28) <= due - received - pause <= timedelta(33)
    assert days_in_all(clock, today=asked + pause) == (due - received - pause).days


@given(received=DAYS, asked=PAUSES, before=PAUSES, after=PAUSES)
def test_asking_who_it_is_never_shortens_what_is_left(
    received: date, asked: timedelta, before: timedelta, after: timedelta
) -> None:
    clock = Clock(received, asked_on=received + asked)
    earlier = received + asked + before
    later = earlier + after
    assert due_on(clock, today=later) >= due_on(clock, today=earlier)
    assert days_run(clock, today=later) == days_run(clock, today=earlier)


@given(now=st.datetimes(), back=st.timedeltas(min_value=timedelta(), max_value=timedelta(9999)))
def test_a_step_is_never_before_the_last_one(now: datetime, back: timedelta) -> None:
    last = now.replace(tzinfo=UTC)
    set_back = max(last - back, datetime(1, 1, 1, tzinfo=UTC)) if last.year > 30 else last
    assert not_before(set_back, [last]) == last
    assert not_before(last, []) == last


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (Done(), State.OPEN),
        (Done(asked=True), State.WAITING),
        (Done(asked=True, proved=True), State.OPEN),
        (Done(proved=True, decided=True), State.DECIDED),
        (Done(proved=True, decided=True, delivered=True), State.DELIVERED),
        (Done(asked=True, closed=True), State.CLOSED),
    ],
)
def test_a_state_is_read_off_what_was_done(done: Done, state: State) -> None:
    assert state_of(done) is state


def test_every_kind_has_its_grounds_and_all_may_doubt_who_asks() -> None:
    assert GROUNDS.keys() == set(Kind)
    assert all(Ground.UNIDENTIFIED in grounds for grounds in GROUNDS.values())
    assert Ground.COMPELLING in GROUNDS[Kind.OBJECTION]
    assert Ground.COMPELLING not in GROUNDS[Kind.ERASURE]
