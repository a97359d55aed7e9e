"""How much of others' numbers is shown, stored, and left after a time; and the broken glass."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sotto.features.calls import queries
from sotto.features.calls.models import Call, Reveal
from sotto.features.calls.queries import ShownCall, shown, view_of
from sotto.features.calls.services import cut_old_calls, record_reports, reveal
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.services import add_person, find_other_party
from sotto.personal_data.access import items_about
from sotto.personal_data.actor import acting
from sotto.personal_data.countries import profile
from sotto.personal_data.envelope import Header
from sotto.personal_data.records import unseal
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.retention.models import KnownDay
from sotto.trust.retention.rules import AtWriting, month_of
from sotto.trust.retention.services import HearingMissing, ReasonMissing, choose_masking
from sotto.trust.retention.tests.ageing import sealed_on
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country

pytestmark = pytest.mark.room

NOW = datetime.now(UTC)
OUTSIDE = "+493012345678"
REASON = "A bill of 900 euros for one night"


@dataclass
class House:
    """Two people of the office, and somebody outside whom it knows."""

    tenant: Tenant
    ada: UUID
    bob: UUID
    outsider: UUID

    def call(self, caller: dict[str, Any], callee: dict[str, Any], **more: Any) -> Call:
        report = ended(self.tenant, caller=caller, callee=callee, **more)
        record_reports([report])
        return Call.objects.get(pk=report["call"])

    def internal(self, **more: Any) -> Call:
        return self.call(party(self.ada, "2001", "Ada"), party(self.bob, "2002", "Bob"), **more)

    def outgoing(self, **more: Any) -> Call:
        return self.call(party(self.ada, "2001", "Ada"), party(None, OUTSIDE, ""), **more)

    def incoming(self, *, withheld: bool = False) -> Call:
        stranger = party(self.outsider, OUTSIDE, "Grace") | {"withheld": withheld}
        return self.call(stranger, party(self.bob, "2002", "Bob"))


def party(subject: UUID | None, number: str, name: str) -> dict[str, Any]:
    shown_as = {"number": number, "name": name}
    return {"subject": None if subject is None else str(subject), "person": None, **shown_as}


def seen(call: Call, *, owner: UUID | None = None, is_lifted: bool = False) -> ShownCall:
    found = unseal([Call.objects.get(pk=call.pk)])
    return shown(found[0], view_of(found, owner=owner, is_lifted=is_lifted))


def decided(outside: AtWriting, *, inside: AtWriting = AtWriting.FULL, days: int = 0) -> None:
    after = timedelta(days=days) if days else None
    choose_masking(inside=inside, outside=outside, after=after, now=NOW)


@pytest.fixture
def house(office: Tenant) -> House:
    choose_country(office.pk, country="DE")
    ada = add_person(name="Ada", extension="2001")
    bob = add_person(name="Bob", extension="2002")
    outsider = find_other_party(number=OUTSIDE, name="Grace")
    assert outsider is not None
    KnownDay.objects.create(tenant=office, day=NOW.date())
    return House(office, ada.owner, bob.owner, outsider)


# At reading.
def test_who_spoke_sees_both_numbers_in_full(house: House) -> None:
    call = house.internal()
    for owner in (house.ada, house.bob):
        view = seen(call, owner=owner)
        assert (view.caller, view.callee, view.is_masked) == ("Ada (2001)", "Bob (2002)", False)


@pytest.mark.parametrize(
    ("country", "dialled"),
    [("DE", "+493012345xxx"), ("FR", "+49301234xxxx"), ("", "+49301234xxxx")],
)
def test_an_administrator_sees_who_called_and_the_beginning_of_the_other_number(
    house: House, country: str, dialled: str
) -> None:
    choose_country(house.tenant.pk, country=country)
    view = seen(house.outgoing())
    assert (view.caller, view.callee, view.is_masked) == ("Ada (2001)", dialled, True)


def test_of_a_call_from_outside_the_one_who_was_called_is_named(house: House) -> None:
    view = seen(house.incoming())
    assert (view.caller, view.callee) == ("+493012345xxx", "Bob (2002)")


def test_the_name_of_the_other_side_is_hidden_with_its_number(house: House) -> None:
    view = seen(house.internal())
    assert (view.caller, view.callee) == ("Ada (2001)", "2xxx")


def test_erasing_one_side_lifts_no_mask_from_the_other(house: House) -> None:
    call = house.internal()
    before = seen(call).callee
    erase_subject(house.tenant.pk, house.ada)
    assert seen(call).caller == "erased"
    assert seen(call).callee == before


def test_a_service_of_the_house_is_no_secret(house: House) -> None:
    call = house.call(party(house.ada, "2001", "Ada"), party(None, "*97", ""))
    assert seen(call).callee == "*97"


# Withheld.
@pytest.mark.parametrize("owner", ["bob", "", "outsider"])
def test_a_withheld_number_is_shown_to_nobody_but_its_owner(house: House, owner: str) -> None:
    call = house.incoming(withheld=True)
    view = seen(call, owner=getattr(house, owner) if owner else None)
    told = "Grace (+493012345678)" if owner == "outsider" else "withheld"
    assert view.caller == told
    assert view.is_masked != (owner == "outsider")


def test_a_withheld_number_is_not_in_the_archive_of_the_one_who_was_called(house: House) -> None:
    house.incoming(withheld=True)
    archive = str([item.values for item in items_about(house.bob, profile("DE"))])
    assert "Bob" in archive
    assert not any(part in archive for part in ("Grace", "+4930", "345"))


def test_a_withheld_number_stands_in_no_entry_of_the_trail_and_no_log(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    house.incoming(withheld=True)
    seen(Call.objects.get(), owner=house.bob)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_entry::text FROM audit_entry")
        trail = str(cursor.fetchall())
    said = capfd.readouterr()
    assert "calls:call:recorded" in trail
    assert not any(part in trail + said.out + said.err for part in ("Grace", OUTSIDE))


# Break glass.
def test_a_reveal_shows_all_and_names_both_sides_in_the_trail(house: House) -> None:
    call = house.incoming(withheld=True)
    with acting("uid:0"):
        stored = reveal([call], reason=REASON, was_heard=False, now=NOW)[0]
    view = seen(call, is_lifted=True)
    assert (view.caller, view.callee) == ("Grace (+493012345678)", "Bob (2002)")
    entries = Entry.objects.filter(action="calls:call:revealed", object_id=stored.pk)
    assert {entry.owner for entry in entries} == {house.outsider, house.bob}
    assert {entry.actor for entry in entries} == {"uid:0"}


def test_who_was_looked_at_is_told_of_it_and_why(house: House) -> None:
    reveal([house.internal()], reason=REASON, was_heard=False, now=NOW)
    told = [item.values for item in items_about(house.bob) if item.table == "calls.Reveal"]
    assert [one["facts"]["reason"] for one in told] == [REASON]


@pytest.mark.parametrize("reason", ["", "because", "a     b      c"])
def test_without_a_reason_nothing_is_shown(house: House, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        reveal([house.internal()], reason=reason, was_heard=True, now=NOW)
    assert not Reveal.objects.exists()


def test_in_france_the_employee_must_have_been_heard(house: House) -> None:
    choose_country(house.tenant.pk, country="FR")
    call = house.outgoing()
    with pytest.raises(HearingMissing):
        reveal([call], reason=REASON, was_heard=False, now=NOW)
    assert reveal([call], reason=REASON, was_heard=True, now=NOW)[0].facts["was_heard"]


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


def test_a_view_that_says_nothing_masks_everything(house: House) -> None:
    view = queries.shown(house.internal())
    assert (view.caller, view.callee) == ("xxxx", "xxxx")


def test_somebody_who_is_nobody_s_party_sees_masks_as_well(house: House) -> None:
    assert seen(house.internal(), owner=uuid4()).callee == "2xxx"
