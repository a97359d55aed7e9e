"""The officer sees what is kept and what goes, tries a period, and decides."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sotto.features.calls.models import Call
from sotto.personal_data.vocabulary import ACCOUNT, AUDIT_TRAIL, CALL_DETAIL, VOICEMAIL
from sotto.trust.access.models import Role
from sotto.trust.audit.models import Entry
from sotto.trust.retention import queries
from sotto.trust.retention.models import KnownDay, MaskingDecision, PeriodDecision
from sotto.trust.retention.pages.picture import HEIGHT, State, picture_of
from sotto.trust.retention.services import look_at_clock, preview_of, run
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import country_of
from tests.browsers import account, browser_of

from .conftest import TODAY, calls_of, months_ago

pytestmark = pytest.mark.room

HOME = "/data-protection/retention/"
PERIOD = f"{HOME}period/"


def test_every_class_stands_there_with_its_period_and_where_the_limit_comes_from(
    old_office: Tenant,
) -> None:
    page = browser_of(account(role=Role.OFFICER)).get(HOME)
    assert [one.kept.retention for one in page.context["classes"]] == list(
        queries.monthly_classes()
    )
    assert "TDDDG § 10 (2)" in page.text
    assert "our choice" in page.text
    assert "Germany" in page.text
    assert Entry.objects.filter(action="retention:periods:viewed").count() == 1


def test_only_officers_see_it(old_office: Tenant) -> None:
    browser = browser_of(account())
    for address in (HOME, PERIOD, f"{HOME}log/", f"{HOME}masking/"):
        assert browser.get(address).status_code == 403
    for address in (PERIOD, f"{HOME}clock/", f"{HOME}country/"):
        assert browser.post(address, {"days": 5}).status_code == 403
    assert HOME not in browser.get("/").text


def test_a_period_is_tried_before_it_is_decided(old_office: Tenant) -> None:
    calls_of(months_ago(2), old_office)
    browser = browser_of(account(role=Role.OFFICER))
    assert browser.get(PERIOD).context["due"] == 0
    tried = browser.get(f"{PERIOD}?class={CALL_DETAIL.code}&days=5")
    assert tried.context["due"] == 3
    assert "If 5 days were chosen" in tried.text
    assert not PeriodDecision.objects.exists()
    assert Call.objects.count() == 3


def test_a_decision_stands_with_who_made_it(old_office: Tenant) -> None:
    officer = account(role=Role.OFFICER)
    answer = browser_of(officer).post(PERIOD, {"days": 45})
    assert answer.status_code == 303
    decision = PeriodDecision.objects.get()
    assert (decision.days, decision.decided_by) == (45, str(officer.pk))


@pytest.mark.parametrize("days", ["154", "0", "-3", "", "many", "9" * 30])
def test_what_may_not_be_chosen_is_refused_with_its_reason(old_office: Tenant, days: str) -> None:
    answer = browser_of(account(role=Role.OFFICER)).post(PERIOD, {"days": days})
    assert answer.status_code == 422
    assert not PeriodDecision.objects.exists()
    assert queries.period_of(CALL_DETAIL) == timedelta(days=90)


def test_beyond_the_law_s_limit_the_page_says_so(old_office: Tenant) -> None:
    page = browser_of(account(role=Role.OFFICER)).post(PERIOD, {"days": 154}).text
    assert "Between 1 and 153 days may be chosen here." in page


def test_unheard_messages_are_asked_about_only_for_voice_mail(old_office: Tenant) -> None:
    browser = browser_of(account(role=Role.OFFICER))
    assert "unread_days" in browser.get(f"{PERIOD}?class={VOICEMAIL.code}").text
    assert "unread_days" not in browser.get(f"{PERIOD}?class={AUDIT_TRAIL.code}").text
    browser.post(PERIOD, {"class": VOICEMAIL.code, "days": 30, "unread_days": 60})
    assert queries.kept(VOICEMAIL).unread == timedelta(days=60)


@pytest.mark.parametrize("code", [ACCOUNT.code, 250, "x", "-1", "9" * 30])
def test_a_class_without_a_period_has_no_page(old_office: Tenant, code: int | str) -> None:
    browser = browser_of(account(role=Role.OFFICER))
    assert browser.get(f"{PERIOD}?class={code}").status_code == 404


def test_a_clock_that_jumped_is_shown_and_confirmed(old_office: Tenant) -> None:
    browser = browser_of(account(role=Role.OFFICER))
    KnownDay.objects.update(day=date(2020, 1, 1))
    now = timezone.now()
    look_at_clock(now=now)
    assert "The clock has jumped" in browser.get(HOME).text
    assert browser.post(f"{HOME}clock/", {"day": "2020-01-02"}).status_code == 422
    assert browser.post(f"{HOME}clock/", {"day": "nonsense"}).status_code == 422
    assert queries.doubted_day() is not None
    assert browser.post(f"{HOME}clock/", {"day": now.date().isoformat()}).status_code == 303
    assert queries.doubted_day() is None
    assert "The clock has jumped" not in browser.get(HOME).text


def test_masking_and_country_are_chosen_on_one_page(old_office: Tenant) -> None:
    browser = browser_of(account(role=Role.OFFICER))
    form = {"outside": "dropped", "inside": "none", "after_days": "30"}
    assert browser.post(f"{HOME}masking/", form).status_code == 303
    decision = MaskingDecision.objects.get()
    assert (decision.outside, decision.inside, decision.after_days) == ("dropped", "none", 30)
    assert browser.post(f"{HOME}country/", {"country": "FR"}).status_code == 303
    assert country_of(old_office.pk) == "FR"
    assert Entry.objects.filter(action="tenants:country:chosen").count() == 1
    assert "+4930123xxxx" in browser.get(f"{HOME}masking/").text
    assert browser.post(f"{HOME}country/", {"country": "F1"}).status_code == 422


@pytest.mark.parametrize("form", [{}, {"outside": "all", "inside": "full"}])
def test_nonsense_is_no_masking(old_office: Tenant, form: dict[str, str]) -> None:
    answer = browser_of(account(role=Role.OFFICER)).post(f"{HOME}masking/", form)
    assert answer.status_code == 422
    assert not MaskingDecision.objects.exists()


def test_what_was_done_is_listed(old_office: Tenant) -> None:
    calls_of(months_ago(6), old_office)
    run(old_office.pk, now=TODAY)
    page = browser_of(account(role=Role.OFFICER)).get(f"{HOME}log/").text
    assert "calls.Call: rows" in page


def test_the_picture_has_a_bar_a_month_with_gaps_between(old_office: Tenant) -> None:
    calls_of(months_ago(6), old_office, count=4)
    calls_of(months_ago(1), old_office, count=2)
    picture = picture_of(preview_of(queries.kept(CALL_DETAIL), now=TODAY))
    assert [(bar.state, bar.height) for bar in picture.bars] == [
        (State.DUE, HEIGHT),
        (State.WAITING, HEIGHT // 2),
    ]
    assert picture.bars[1].x - picture.bars[0].x == 5 * 20
