"""What is due goes: rows, files, and the month's key, with which every copy of it goes dark."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from sotto.backbone import events
from sotto.features.calls.models import Call
from sotto.features.voicemail.models import Hearing, Mailbox, Message
from sotto.features.voicemail.services import mark_heard
from sotto.keyring.client import KeyringClient, KeyringUnavailable
from sotto.keyring.periods import Period
from sotto.personal_data.actor import acting
from sotto.personal_data.keys import keyring
from sotto.personal_data.sealed_file import StoredFile, path_of
from sotto.personal_data.vocabulary import CALL_DETAIL, VOICEMAIL, Purpose
from sotto.trust.audit.models import Entry
from sotto.trust.retention import queries
from sotto.trust.retention.events import MonthForgotten, RecordsForgotten
from sotto.trust.retention.models import ClockFault, Darkening, KnownDay, Run
from sotto.trust.retention.rules import month_of
from sotto.trust.retention.services import ClockInDoubt, choose_period, run, running
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

from .conftest import TODAY, calls_of, message_of, months_ago

pytestmark = pytest.mark.room

OLD, YOUNG = months_ago(6), months_ago(1)
LATER = TODAY + timedelta(days=1)


def dumped(table: str) -> bytes:
    """As pg_dump writes a table's rows."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as rows:
        return b"".join(bytes(one) for one in rows)


def restored(table: str, dump: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE read (LIKE {table}) ON COMMIT DROP")
        with cursor.copy("COPY read FROM STDIN") as rows:
            rows.write(dump)
        cursor.execute(f"INSERT INTO {table} SELECT * FROM read")  # noqa: S608 -- a test's own.


def heard(day: date, mailbox: Mailbox) -> Message:
    message = message_of(day, mailbox)
    mark_heard(message, now=TODAY - timedelta(days=20))
    return message


def test_what_is_old_goes_and_what_is_young_stays(old_office: Tenant) -> None:
    calls_of(OLD, old_office, count=4)
    young = {call.pk for call in calls_of(YOUNG, old_office)}
    done = run(old_office.pk, now=TODAY)
    assert {call.pk for call in Call.objects.all()} == young
    assert done.counts["calls.Call: rows"] == 4
    assert done.finished_at == TODAY


def test_a_dump_from_before_opens_no_more_for_that_class_and_month_and_others_do(
    mailbox: Mailbox, old_office: Tenant
) -> None:
    old, young = calls_of(OLD, old_office), calls_of(YOUNG, old_office)
    waiting = message_of(OLD, mailbox)
    dump = dumped("calls_call")
    assert all(call.facts["started_at"] for call in Call.objects.all())
    run(old_office.pk, now=TODAY)
    Call.objects.all().delete()
    restored("calls_call", dump)
    again = {call.pk: call for call in Call.objects.all()}
    assert all(again[call.pk].facts.erased for call in old)
    assert all(again[call.pk].about_caller.erased for call in old)
    assert all(again[call.pk].facts["started_at"] for call in young)
    audio = StoredFile.of(Message.objects.get(pk=waiting.pk), "audio").open_()
    assert audio is not None
    assert audio.read()


def test_a_message_goes_with_its_file_and_its_hearing(mailbox: Mailbox, old_office: Tenant) -> None:
    message = heard(OLD, mailbox)
    path = path_of(old_office.pk, message.audio)
    assert path.exists()
    done = run(old_office.pk, now=TODAY)
    assert not path.exists()
    assert not Message.objects.exists()
    assert not Hearing.objects.exists()
    assert done.counts["voicemail.Message: files"] == 1


def test_a_file_that_cannot_be_removed_is_left_to_the_sweep_and_not_counted_as_gone(
    mailbox: Mailbox, old_office: Tenant
) -> None:
    paths = [path_of(old_office.pk, heard(OLD, mailbox).audio) for _ in range(3)]
    paths[0].unlink()
    paths[1].unlink()
    paths[1].mkdir()  # Nobody can unlink a folder.
    counts = run(old_office.pk, now=TODAY).counts
    assert counts["voicemail.Message: files"] == 1
    assert counts["voicemail.Message: files that the nightly sweep has to remove"] == 1
    assert counts["voicemail.Message: rows"] == 3


def test_an_unheard_message_keeps_its_month_until_it_is_heard(
    mailbox: Mailbox, old_office: Tenant
) -> None:
    waiting = message_of(OLD, mailbox)
    run(old_office.pk, now=TODAY)
    assert month_of(OLD) not in queries.dark_months(VOICEMAIL)
    assert month_of(OLD) in queries.dark_months(CALL_DETAIL)
    mark_heard(waiting, now=TODAY)
    run(old_office.pk, now=LATER)
    assert Message.objects.exists()  # Heard only yesterday.
    for day in range(2, 9):
        run(old_office.pk, now=TODAY + timedelta(days=day))
    assert not Message.objects.exists()
    assert month_of(OLD) in queries.dark_months(VOICEMAIL)


def test_an_unheard_message_goes_at_the_ceiling_that_the_tenant_set(
    mailbox: Mailbox, old_office: Tenant
) -> None:
    choose_period(VOICEMAIL, period=timedelta(days=30), unread=timedelta(days=60), now=TODAY)
    message_of(OLD, mailbox)
    message_of((TODAY - timedelta(days=50)).date(), mailbox)
    run(old_office.pk, now=TODAY)
    assert Message.objects.count() == 1


def test_a_run_that_was_killed_is_taken_up_and_counts_each_row_once(
    old_office: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls_of(OLD, old_office, count=5)
    monkeypatch.setattr(running, "BATCH", 2)

    def killed_at(rows: int) -> Callable[[str, int], None]:
        def tell(_: str, gone: int) -> None:
            if gone == rows:
                raise KeyboardInterrupt

        return tell

    with pytest.raises(KeyboardInterrupt):
        run(old_office.pk, now=TODAY, progress=killed_at(2))
    assert Call.objects.count() == 3
    assert not Darkening.objects.filter(month=month_of(OLD)).exists()
    with pytest.raises(KeyboardInterrupt):
        run(old_office.pk, now=TODAY, progress=killed_at(2))
    done = run(old_office.pk, now=LATER)
    assert Run.objects.count() == 1
    assert done.counts["calls.Call: rows"] == 5
    assert not Call.objects.exists()
    assert Darkening.objects.filter(month=month_of(OLD), retention=CALL_DETAIL.code).count() == 1


def test_what_was_done_is_told_and_stands_in_the_trail(old_office: Tenant) -> None:
    told: list[object] = []
    events.reacts_to(RecordsForgotten)(told.append)
    events.reacts_to(MonthForgotten)(told.append)
    calls_of(OLD, old_office, count=2)
    run(old_office.pk, now=TODAY)
    assert RecordsForgotten(old_office.pk, "calls.Call", 2) in told
    assert MonthForgotten(old_office.pk, CALL_DETAIL.code, month_of(OLD)) in told
    assert Entry.objects.filter(action="retention:run:finished").count() == 1


def test_a_second_run_of_the_day_finds_nothing(old_office: Tenant) -> None:
    calls_of(OLD, old_office)
    first = run(old_office.pk, now=TODAY)
    assert first.counts
    assert run(old_office.pk, now=TODAY).counts == {}
    assert queries.is_done_for(TODAY.date())


@pytest.mark.parametrize("years", [-3, 3])
def test_a_clock_that_is_wrong_by_years_deletes_nothing(old_office: Tenant, years: int) -> None:
    calls_of(YOUNG, old_office)
    with pytest.raises(ClockInDoubt):
        run(old_office.pk, now=TODAY + timedelta(days=365 * years))
    assert Call.objects.count() == 3
    assert not Run.objects.exists()


def test_what_was_sealed_while_the_clock_was_behind_does_not_go_early(old_office: Tenant) -> None:
    calls_of(OLD, old_office)
    ClockFault.objects.create(tenant=old_office, showed=OLD, known=TODAY.date(), found_at=TODAY)
    run(old_office.pk, now=TODAY)
    assert Call.objects.count() == 3
    assert month_of(OLD) not in queries.dark_months(CALL_DETAIL)
    month_later = TODAY + timedelta(days=150)
    KnownDay.objects.update(day=month_later.date())
    run(old_office.pk, now=month_later)
    assert not Call.objects.exists()


def test_without_the_keyring_a_run_stays_open_and_is_taken_up(
    old_office: Tenant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls_of(OLD, old_office)
    nowhere = KeyringClient(tmp_path / "away.sock", settings.SOTTO.keyring_generation)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(running, "keyring", lambda: nowhere)
        with pytest.raises(KeyringUnavailable):
            run(old_office.pk, now=TODAY)
    assert Run.objects.get().finished_at is None
    assert run(old_office.pk, now=TODAY).finished_at == TODAY
    assert month_of(OLD) in queries.dark_months(CALL_DETAIL)


def test_nothing_can_be_sealed_into_a_month_that_is_over(old_office: Tenant) -> None:
    calls = calls_of(OLD, old_office)
    run(old_office.pk, now=TODAY)
    again = keyring().destroy_period(
        old_office.pk, Period(CALL_DETAIL.code, month_of(OLD)), actor="system"
    )
    assert not again
    assert calls


def test_another_tenant_s_rows_are_left_alone(old_office: Tenant, hotel: Tenant) -> None:
    with within(hotel.pk):
        calls_of(OLD, hotel)
    with acting(purpose=Purpose.RETAIN):
        run(old_office.pk, now=TODAY)
    with within(hotel.pk):
        assert all(call.facts["started_at"] for call in Call.objects.all())
        assert Call.objects.count() == 3
