"""A request from its coming to its end: identity, decision, clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services.identity import Answer, begin_code
from sotto.trust.requests import queries
from sotto.trust.requests.jobs import remind_officers
from sotto.trust.requests.models import Closure, DataRequest, IdentityCheck, Reminder
from sotto.trust.requests.rules import OVERDUE, Channel, Ground, Kind, Proof, State
from sotto.trust.requests.services import (
    DoubtMissing,
    GroundRefused,
    IdentityMissing,
    Intake,
    NotNow,
    PurposeMissing,
    ReceivedLater,
    TextMissing,
    TooLateToExtend,
    TooLong,
    ask_identity,
    close,
    complaint_note,
    confirm_by_code,
    confirm_identity,
    extend,
    grant,
    note_delivered,
    open_request,
    refuse,
    remind,
    withdraw,
)
from sotto.trust.requests.tests.conftest import ask
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room


def now_of(request: DataRequest) -> DataRequest:
    """Read anew."""
    return queries.requests().get(pk=request.pk)


def state(request: DataRequest) -> State:
    return queries.state_of(now_of(request))


def test_a_request_is_numbered_sealed_and_in_the_trail(ada: Person) -> None:
    first, second = ask(ada.owner), ask(ada.owner)
    assert (first.number, second.number) == (1, 2)
    raw = DataRequest.objects.filter(pk=first.pk).values_list("about_owner", flat=True).get()
    assert raw is not None
    assert b"Harbour" not in bytes(raw)
    assert Entry.objects.filter(action="requests:request:opened", owner=ada.owner).count() == 2


def test_what_comes_in_the_portal_is_identified_and_receipted(ada: Person) -> None:
    made = now_of(ask(ada.owner, channel=Channel.PORTAL))
    assert made.identitycheck.proof == Proof.SIGNED_IN
    assert queries.has(made, "receipt")


def test_a_request_cannot_come_tomorrow_nor_be_endless(ada: Person) -> None:
    with pytest.raises(ReceivedLater):
        ask(ada.owner, received_on=timezone.now().date() + timedelta(days=1))
    with pytest.raises(TooLong):
        ask(ada.owner, text="a" * 4001)
    with pytest.raises(PurposeMissing):
        open_request(Kind.OBJECTION, ada.owner, channel=Channel.LETTER, intake=Intake())
    assert not DataRequest.objects.exists()


def test_nothing_is_decided_before_it_is_known_who_asks(ada: Person) -> None:
    made = ask(ada.owner, is_proved=False)
    with pytest.raises(IdentityMissing):
        grant(made.pk)
    with pytest.raises(IdentityMissing):
        refuse(made.pk, ground=Ground.EXCESSIVE, reasons="Every day.")
    with pytest.raises(DoubtMissing):
        ask_identity(made.pk, reason=" ")
    ask_identity(made.pk, reason="Another address than the one we know.")
    assert state(made) is State.WAITING
    with pytest.raises(NotNow):
        grant(made.pk)
    confirm_identity(made.pk, proof=Proof.DOCUMENT)
    assert state(made) is State.OPEN
    grant(made.pk)
    assert state(made) is State.DECIDED


def test_who_cannot_be_identified_is_refused_on_that_ground(ada: Person) -> None:
    made = ask(ada.owner, is_proved=False)
    refuse(made.pk, ground=Ground.UNIDENTIFIED, reasons="No answer from the number we know.")
    assert state(made) is State.DECIDED


def test_a_code_called_back_identifies_and_a_wrong_one_counts(ada: Person) -> None:
    made = ask(ada.owner, is_proved=False)
    code = begin_code(ada.owner, now=timezone.now())
    wrong = "0000 0000" if code.digits != "0000 0000" else "1111 1111"
    assert confirm_by_code(made.pk, code=code.id, digits=wrong) is Answer.WRONG
    assert not IdentityCheck.objects.exists()
    assert confirm_by_code(made.pk, code=code.id, digits=code.digits) is Answer.CONFIRMED
    assert now_of(made).identitycheck.proof == Proof.CHALLENGE


def test_a_code_for_somebody_else_identifies_nobody(ada: Person) -> None:
    made = ask(ada.owner, is_proved=False)
    bob = add_person(name="Bob Example", extension="2002")
    code = begin_code(bob.owner, now=timezone.now())
    assert confirm_by_code(made.pk, code=code.id, digits=code.digits) is not Answer.CONFIRMED
    assert not IdentityCheck.objects.exists()


def test_a_refusal_has_ground_reasons_and_the_note_on_complaint(ada: Person) -> None:
    made = ask(ada.owner, Kind.ERASURE)
    with pytest.raises(TextMissing):
        refuse(made.pk, ground=Ground.CLAIMS, reasons=" ")
    with pytest.raises(GroundRefused):
        refuse(made.pk, ground=Ground.ACCURATE, reasons="It is right.")
    decision = refuse(made.pk, ground=Ground.CLAIMS, reasons="A case is pending.")
    assert decision.about_owner["text"] == f"A case is pending.\n\n{complaint_note()}"
    with pytest.raises(NotNow):
        grant(made.pk)


def test_two_months_more_need_reasons_and_come_within_the_first(ada: Person) -> None:
    made = ask(ada.owner)
    due = queries.standing(now_of(made), today=made.received_on).due_on
    with pytest.raises(TextMissing):
        extend(made.pk, reason="")
    with pytest.raises(TooLateToExtend):
        extend(made.pk, reason="Very many.", today=due + timedelta(days=1))
    extend(made.pk, reason="Very many recordings.")
    later = queries.standing(now_of(made), today=made.received_on).due_on
    assert later - due > timedelta(days=55)
    with pytest.raises(NotNow):
        note_delivered(made.pk)


def test_reminders_and_the_alarm_are_raised_once_and_stay(ada: Person) -> None:
    made = ask(ada.owner, received_on=datetime(2026, 2, 2, tzinfo=UTC).date())
    said = [
        [one.day for one in remind(now=datetime(2026, month, day, 12, tzinfo=UTC))]
        for month, day in (
            (2, 10),
            (2, 16),
            (2, 17),
            (2, 28),
            (3, 1),
            (3, 2),
            (3, 3),
            (3, 9),
            (2, 10),
        )
    ]
    assert said == [[], [14], [], [20], [27], [28], [OVERDUE], [], []]
    assert [one.pk for one in queries.overdue(today=datetime(2026, 3, 9, tzinfo=UTC).date())] == [
        made.pk
    ]


def test_a_clock_set_back_neither_extends_nor_reopens(ada: Person) -> None:
    received = datetime(2026, 2, 2, tzinfo=UTC).date()
    made, done = ask(ada.owner, received_on=received), ask(ada.owner, received_on=received)
    grant(done.pk)
    note_delivered(done.pk)
    close(done.pk)
    remind(now=datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(TooLateToExtend):
        extend(made.pk, reason="Very many.", today=datetime(2026, 2, 10, tzinfo=UTC).date())
    assert state(done) is State.CLOSED
    stamps = [step.at for step in queries.log_of(now_of(done))]
    assert stamps == sorted(stamps)


def test_the_job_reminds_in_every_tenant(ada: Person, hotel: Tenant) -> None:
    long_ago = timezone.now().date() - timedelta(days=60)
    ask(ada.owner, received_on=long_ago)
    with within(hotel.pk):
        guest = add_person(name="Guest", extension="3001")
        ask(guest.owner, received_on=long_ago)
    remind_officers()
    assert Reminder.objects.count() == 1
    with within(hotel.pk):
        assert Reminder.objects.count() == 1


def test_another_tenant_s_requests_are_not_there(ada: Person, hotel: Tenant) -> None:
    ask(ada.owner)
    with within(hotel.pk):
        assert not queries.requests().exists()


def test_closing_needs_an_answer_and_happens_once(ada: Person) -> None:
    made = ask(ada.owner)
    with pytest.raises(NotNow):
        close(made.pk)
    withdraw(made.pk)
    assert Closure.objects.get().is_withdrawn
    with pytest.raises(NotNow):
        withdraw(made.pk)
