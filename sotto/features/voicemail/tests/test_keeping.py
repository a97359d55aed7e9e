"""Owners choose when heard messages go; what is new, or held, or in doubt, stays."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sotto.features.voicemail import queries, services
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.services import (
    OwnPeriodRefused,
    choose_own_period,
    forget_by_choice,
    mark_heard,
)
from sotto.personal_data.actor import acting
from sotto.personal_data.sealed_file import path_of
from sotto.trust.audit.models import Entry
from sotto.trust.holds import services as holds
from sotto.trust.retention.models import KnownDay
from sotto.trust.retention.services import ReasonMissing
from sotto.trust.tenants.services import choose_country
from tests.browsers import account, browser_of

from .conftest import leave

pytestmark = pytest.mark.room

NOW = datetime.now(UTC)
ANONYMOUS = services.Caller(None, "anonymous", "Anonymous")


def left(mailbox: Mailbox, *, days_ago: int, heard: bool = True) -> Message:
    message = leave(mailbox)
    assert message is not None
    Message.objects.filter(pk=message.pk).update(began_at=NOW - timedelta(days=days_ago))
    if heard:
        mark_heard(message, now=NOW)
    return message


@pytest.fixture(autouse=True)
def clock(mailbox: Mailbox) -> None:
    """Right until today."""
    KnownDay.objects.create(tenant_id=mailbox.tenant_id, day=NOW.date())


def test_heard_messages_go_after_the_days_that_their_owner_chose(mailbox: Mailbox) -> None:
    old, young = left(mailbox, days_ago=8), left(mailbox, days_ago=6)
    new = left(mailbox, days_ago=20, heard=False)
    choose_own_period(mailbox, days=7, now=NOW)
    assert forget_by_choice(mailbox.tenant_id, now=NOW) == 1
    assert set(Message.objects.values_list("pk", flat=True)) == {young.pk, new.pk}
    assert Entry.objects.filter(action="voicemail:message:deleted", object_id=old.pk).exists()
    assert path_of(mailbox.tenant_id, young.audio).exists()


def test_without_a_choice_nothing_goes(mailbox: Mailbox) -> None:
    left(mailbox, days_ago=20)
    choose_own_period(mailbox, days=7, now=NOW)
    choose_own_period(mailbox, days=None, now=NOW)
    assert forget_by_choice(mailbox.tenant_id, now=NOW) == 0


@pytest.mark.parametrize("days", [0, 31, -1])
def test_nobody_keeps_longer_than_the_tenant(mailbox: Mailbox, days: int) -> None:
    with pytest.raises(OwnPeriodRefused):
        choose_own_period(mailbox, days=days, now=NOW)
    assert queries.own_period_of(mailbox) is None


def test_a_clock_in_doubt_deletes_nothing(mailbox: Mailbox) -> None:
    left(mailbox, days_ago=8)
    choose_own_period(mailbox, days=7, now=NOW)
    assert forget_by_choice(mailbox.tenant_id, now=NOW + timedelta(days=900)) == 0
    assert Message.objects.exists()


def test_what_is_held_stays(mailbox: Mailbox) -> None:
    left(mailbox, days_ago=8)
    choose_own_period(mailbox, days=7, now=NOW)
    review = (NOW + timedelta(days=30)).date()
    with acting(str(uuid4())):
        hold = holds.place(mailbox.owner, reason="A claim", review_on=review)
    with acting(str(uuid4())):
        holds.approve(hold)
    assert forget_by_choice(mailbox.tenant_id, now=NOW) == 0


def test_the_page_asks_and_remembers(mailbox: Mailbox) -> None:
    browser = browser_of(account(owner=mailbox.owner))
    assert browser.post("/messages/period/", {"days": "14"}).status_code == 303
    assert 'value="14"' in browser.get("/messages/").text
    for nonsense in ("0", "-3", "many", "9" * 40):
        assert browser.post("/messages/period/", {"days": nonsense}).status_code == 422
    assert queries.own_period_of(mailbox) == 14
    assert browser.post("/messages/period/", {"days": ""}).status_code == 303
    assert queries.own_period_of(mailbox) is None
    assert browser_of(account()).post("/messages/period/", {"days": "3"}).status_code == 404


# Who called.
def test_an_administrator_sees_the_beginning_of_a_number_and_no_name(mailbox: Mailbox) -> None:
    choose_country(mailbox.tenant_id, country="DE")
    message = leave(mailbox)
    assert message is not None
    assert queries.caller_shown(message) == ("+49301234xxx", "")
    assert queries.caller_shown(message, is_lifted=True) == ("+49301234567", "Grace Stranger")


def test_who_looks_at_callers_in_full_gives_a_reason_that_stands_in_the_trail(
    mailbox: Mailbox,
) -> None:
    message = leave(mailbox)
    assert message is not None
    with pytest.raises(ReasonMissing):
        services.reveal_callers([message], reason="so")
    services.reveal_callers([message], reason="A caller threatened us")
    entries = Entry.objects.filter(action="voicemail:caller:revealed")
    assert {entry.owner for entry in entries} == {message.caller, message.owner}
    assert all(entry.about_owner["detail"]["reason"] for entry in entries)


def test_of_a_withheld_number_nothing_is_stored(mailbox: Mailbox) -> None:
    message = leave(mailbox, caller=ANONYMOUS)
    assert message is not None
    assert dict(message.about_caller) == {"number": "", "name": ""}
    page = browser_of(account(owner=mailbox.owner)).get("/messages/").text
    assert "Number withheld" in page
    assert "nonymous" not in page
