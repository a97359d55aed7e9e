"""How much of others' numbers is shown, and the broken glass."""

from uuid import uuid4

import pytest
from django.db import connection

from sotto.features.calls import queries
from sotto.features.calls.models import Call, Reveal
from sotto.features.calls.services import reveal
from sotto.features.calls.tests.house import NOW, OUTSIDE, House, party, seen
from sotto.personal_data.access import items_about
from sotto.personal_data.actor import acting
from sotto.personal_data.countries import profile
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.retention.services import HearingMissing, ReasonMissing
from sotto.trust.tenants.services import choose_country

pytestmark = pytest.mark.room

REASON = "A bill of 900 euros for one night"


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
    assert not any(part in archive for part in ("Grace", "+4930", OUTSIDE[-6:]))


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


def test_a_view_that_says_nothing_masks_everything(house: House) -> None:
    view = queries.shown(house.internal())
    assert (view.caller, view.callee) == ("xxxx", "xxxx")


def test_somebody_who_is_nobody_s_party_sees_masks_as_well(house: House) -> None:
    assert seen(house.internal(), owner=uuid4()).callee == "2xxx"
