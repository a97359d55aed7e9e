"""Numbers from outside: what is stored of them, and what is left of them after a time."""

from datetime import timedelta

import pytest

from sotto.features.calls.models import Call
from sotto.features.calls.services import cut_old_calls, record_reports
from sotto.features.calls.tests.house import NOW, OUTSIDE, House, decided, party, seen
from sotto.features.calls.tests.test_services import ended
from sotto.personal_data.envelope import Header
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.retention.rules import AtWriting, month_of
from sotto.trust.retention.tests.ageing import sealed_on

pytestmark = pytest.mark.room


# At writing.
@pytest.mark.parametrize(
    ("outside", "dialled", "caller"),
    [
        (AtWriting.FULL, OUTSIDE, "Grace (+493012345678)"),
        (AtWriting.MASKED, "+493012345xxx", "+493012345xxx"),
        (AtWriting.DROPPED, "not kept", "not kept"),
    ],
)
def test_of_numbers_outside_only_what_the_tenant_wants_is_stored(
    house: House, outside: AtWriting, dialled: str, caller: str
) -> None:
    decided(outside)
    out, in_ = house.outgoing(), house.incoming()
    assert seen(out, owner=house.ada).callee == dialled
    assert seen(in_, owner=house.bob).caller == caller
    assert (in_.caller == house.outsider) == (outside is AtWriting.FULL)
    assert (out.callee == house.outsider) == (outside is AtWriting.FULL)
    assert seen(house.internal(), owner=house.ada).callee == "Bob (2002)"


@pytest.mark.parametrize(
    ("inside", "outside", "kept"),
    [
        (AtWriting.FULL, AtWriting.FULL, 3),
        (AtWriting.NONE, AtWriting.FULL, 2),
        (AtWriting.FULL, AtWriting.NONE, 1),
        (AtWriting.NONE, AtWriting.NONE, 0),
    ],
)
def test_what_is_not_to_be_kept_leaves_no_call_and_no_entry(
    house: House, inside: AtWriting, outside: AtWriting, kept: int
) -> None:
    decided(outside, inside=inside)
    for report in (
        ended(house.tenant, callee=party(None, OUTSIDE, "")),
        ended(
            house.tenant,
            caller=party(house.outsider, OUTSIDE, ""),
            callee=party(house.bob, "2002", "Bob"),
        ),
        ended(
            house.tenant,
            caller=party(house.ada, "2001", "Ada"),
            callee=party(house.bob, "2002", "Bob"),
        ),
    ):
        record_reports([report])
    assert Call.objects.count() == kept
    assert Entry.objects.filter(action="calls:call:recorded").count() == kept


# By age.
def aged(call: Call, days: int) -> None:
    """As if it had been so many days ago; sealed in that month."""
    row = Call.objects.get(pk=call.pk)
    began = (NOW - timedelta(days=days)).isoformat()
    row.facts = {**dict(row.facts), "started_at": began}
    row.save()
    sealed_on((NOW - timedelta(days=days)).date(), [Call.objects.get(pk=call.pk)])


def month_sealed(call: Call, column: str) -> int:
    raw = Call.objects.get(pk=call.pk).__dict__[column]
    return Header.from_bytes(raw).period.month


def test_old_numbers_from_outside_are_cut_in_the_month_in_which_they_were_sealed(
    house: House,
) -> None:
    decided(AtWriting.FULL, days=30)
    calls = {name: getattr(house, name)() for name in ("outgoing", "incoming", "internal")}
    young = house.outgoing()
    for call in calls.values():
        aged(call, 40)
    month = month_sealed(calls["outgoing"], "about_caller")
    assert cut_old_calls(house.tenant.pk, now=NOW) == 3
    assert seen(calls["outgoing"], owner=house.ada).callee == "+493012345xxx"
    assert seen(calls["incoming"], owner=house.bob).caller == "+493012345xxx"
    assert seen(calls["internal"], owner=house.ada).callee == "Bob (2002)"
    assert seen(young, owner=house.ada).callee == OUTSIDE
    assert month_sealed(calls["outgoing"], "about_caller") == month
    assert Call.objects.get(pk=calls["incoming"].pk).caller != house.outsider
    assert month == month_of((NOW - timedelta(days=40)).date())


def test_a_second_look_finds_nothing_more_to_cut(house: House) -> None:
    decided(AtWriting.FULL, days=30)
    aged(house.outgoing(), 40)
    assert cut_old_calls(house.tenant.pk, now=NOW) == 1
    assert cut_old_calls(house.tenant.pk, now=NOW) == 0


def test_without_a_decision_or_with_a_clock_in_doubt_nothing_is_cut(house: House) -> None:
    call = house.outgoing()
    aged(call, 40)
    assert cut_old_calls(house.tenant.pk, now=NOW) == 0
    decided(AtWriting.FULL, days=90)
    assert cut_old_calls(house.tenant.pk, now=NOW + timedelta(days=900)) == 0
    assert seen(call, owner=house.ada).callee == OUTSIDE


def test_what_is_about_the_erased_is_left_as_it_is(house: House) -> None:
    decided(AtWriting.FULL, days=30)
    call = house.incoming()
    aged(call, 40)
    erase_subject(house.tenant.pk, house.outsider)
    assert cut_old_calls(house.tenant.pk, now=NOW) == 1
    assert seen(call, owner=house.bob).caller == "erased"
