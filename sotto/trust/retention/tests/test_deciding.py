"""A tenant chooses between what the law asks and allows; each choice stands with its who."""

from datetime import date, timedelta

import pytest

from sotto.personal_data.vocabulary import (
    ACCOUNT,
    AUDIT_TRAIL,
    CALL_DETAIL,
    RETENTIONS,
    VOICEMAIL,
    Retention,
)
from sotto.trust.audit.models import Entry
from sotto.trust.retention import queries, services
from sotto.trust.retention.models import PeriodDecision
from sotto.trust.retention.rules import AtWriting
from sotto.trust.retention.services import (
    MaskingRefused,
    NoSuchClass,
    PeriodRefused,
    choose_masking,
    choose_period,
)
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country, within

from .conftest import TODAY

pytestmark = pytest.mark.room


def days(number: int) -> timedelta:
    return timedelta(days=number)


def test_until_somebody_chooses_the_country_s_usual_period_holds(office: Tenant) -> None:
    strict = queries.kept(CALL_DETAIL).period
    choose_country(office.pk, country="DE")
    assert strict == days(30)
    assert services.period_of(CALL_DETAIL) == days(90)
    assert queries.kept(CALL_DETAIL).decided_at is None


def test_a_choice_stands_with_who_and_when_and_the_one_before_it_too(office: Tenant) -> None:
    choose_country(office.pk, country="DE")
    choose_period(CALL_DETAIL, period=days(60), now=TODAY)
    kept = choose_period(CALL_DETAIL, period=days(45), now=TODAY + days(1))
    assert (kept.period, kept.decided_by) == (days(45), "system")
    assert kept.decided_at == TODAY + days(1)
    assert [one.days for one in PeriodDecision.objects.all()] == [45, 60]
    assert Entry.objects.filter(action="retention:period:chosen").count() == 2


@pytest.mark.parametrize(
    ("retention", "number"),
    [(CALL_DETAIL, 154), (CALL_DETAIL, 0), (AUDIT_TRAIL, 364), (VOICEMAIL, 100_000)],
)
def test_outside_of_the_law_s_limits_nothing_is_chosen_and_the_reason_is_said(
    office: Tenant, retention: Retention, number: int
) -> None:
    choose_country(office.pk, country="DE")
    before = services.period_of(retention)
    with pytest.raises(PeriodRefused) as refused:
        choose_period(retention, period=days(number), now=TODAY)
    assert "may be chosen here" in str(refused.value.text)
    assert str(queries.kept(retention).limit.because) in str(refused.value.text)
    assert services.period_of(retention) == before


def test_the_longest_choice_still_keeps_the_ceiling_for_the_first_of_a_month(
    office: Tenant,
) -> None:
    choose_country(office.pk, country="DE")
    kept = choose_period(CALL_DETAIL, period=days(153), now=TODAY)
    until = services.keep_until(CALL_DETAIL, date(2026, 7, 1))
    assert until is not None
    assert until - date(2026, 7, 1) < kept.limit.most


def test_another_country_s_limits_hold_at_once_for_what_was_chosen_before(office: Tenant) -> None:
    choose_country(office.pk, country="FR")
    choose_period(CALL_DETAIL, period=days(300), now=TODAY)
    choose_country(office.pk, country="DE")
    assert services.period_of(CALL_DETAIL) == days(153)


def test_accounts_stand_until_their_person_goes(office: Tenant) -> None:
    assert services.period_of(ACCOUNT) is None
    assert services.keep_until(ACCOUNT, date(2026, 1, 1)) is None
    with pytest.raises(NoSuchClass):
        choose_period(ACCOUNT, period=days(30), now=TODAY)


def test_unheard_messages_have_a_ceiling_of_their_own_no_shorter_than_the_others(
    office: Tenant,
) -> None:
    kept = choose_period(VOICEMAIL, period=days(30), unread=days(90), now=TODAY)
    assert kept.unread == days(90)
    with pytest.raises(PeriodRefused):
        choose_period(VOICEMAIL, period=days(30), unread=days(20), now=TODAY)


def test_a_choice_of_one_tenant_is_nothing_to_another(office: Tenant, hotel: Tenant) -> None:
    choose_period(VOICEMAIL, period=days(10), now=TODAY)
    with within(hotel.pk):
        assert services.period_of(VOICEMAIL) == days(30)


def test_masking_is_chosen_for_calls_inside_and_outside(office: Tenant) -> None:
    assert queries.masking().outside is AtWriting.FULL
    chosen = choose_masking(
        inside=AtWriting.NONE, outside=AtWriting.MASKED, after=days(30), now=TODAY
    )
    assert (chosen.inside, chosen.outside, chosen.after) == ("none", "masked", days(30))
    with pytest.raises(MaskingRefused):
        choose_masking(inside=AtWriting.MASKED, outside=AtWriting.FULL, after=None, now=TODAY)
    with pytest.raises(MaskingRefused):
        choose_masking(inside=AtWriting.FULL, outside=AtWriting.FULL, after=days(0), now=TODAY)


def test_every_class_answers_how_long(office: Tenant) -> None:
    assert all((services.period_of(one) is None) != one.monthly for one in RETENTIONS.values())
