"""Other parties: one subject for every notation of a number or address, in each tenant its own."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection

from sotto.features.directory.models import OtherParty, OtherPartyIndex
from sotto.features.directory.queries import other_parties_at
from sotto.features.directory.services import find_other_party, rebuild_projections
from sotto.personal_data.actor import acting
from sotto.personal_data.digests import digest_of
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import choose_country, open_tenant, within

pytestmark = pytest.mark.room
BERLIN = ("+49 30 123456", "0049 30 123456", "030 123456", "004930123456", "tel:+49-30-123456")


@pytest.fixture
def office(office: Tenant) -> Tenant:
    """In Germany."""
    Tenant.objects.filter(pk=office.pk).update(country="DE")
    return office


@pytest.mark.parametrize("first", BERLIN)
@pytest.mark.parametrize("later", BERLIN)
def test_a_number_is_one_subject_in_every_notation(office: Tenant, first: str, later: str) -> None:
    met = find_other_party(number=first)
    assert find_other_party(number=later) == met
    assert other_parties_at(later) == [met]
    assert OtherParty.objects.get().about_owner["number"] == "+4930123456"


def test_an_extension_behind_a_number_is_somebody_else(office: Tenant) -> None:
    assert find_other_party(number="030 123456") != find_other_party(number="030 123456 ext. 12")


@pytest.mark.parametrize("later", ["SIP:Ada@Example.org;transport=tls", "ada@example.org"])
def test_an_address_is_a_subject_too(office: Tenant, later: str) -> None:
    met = find_other_party(number="sip:ada@example.org", name="Ada")
    assert find_other_party(number=later) == met


@pytest.mark.parametrize("number", ["", "anonymous", "sip:anonymous@anonymous.invalid"])
def test_who_withholds_the_number_is_nobody_s_subject(office: Tenant, number: str) -> None:
    assert find_other_party(number=number) is None
    assert not OtherParty.objects.exists()


def test_what_a_gateway_mangled_is_still_one_subject(office: Tenant) -> None:
    mangled = "\u202e?? Nummer \x00 " + "9" * 300
    assert find_other_party(number=mangled) == find_other_party(number=mangled)


def test_another_tenant_has_another_subject_for_the_same_number(
    office: Tenant, hotel: Tenant
) -> None:
    met = find_other_party(number="+49 30 123456")
    with within(hotel.pk):
        assert other_parties_at("+49 30 123456") == []
        assert find_other_party(number="+49 30 123456") != met
    assert other_parties_at("+49 30 123456") == [met]


def test_rebuilding_keys_old_rows_by_the_canonical_number(office: Tenant) -> None:
    """Rows of before were kept as presented, and one person could be two."""
    made = [UUID(int=one) for one in (1, 2)]
    for owner, number in zip(made, ("030 123456", "0049 30 123456"), strict=True):
        OtherParty.objects.create(
            tenant=office, owner=owner, about_owner={"number": number, "name": ""}
        )
        OtherPartyIndex.objects.create(
            digest=digest_of(office.pk, number), tenant=office.pk, subject=owner
        )
    rebuild_projections()
    assert other_parties_at("+49 30 123456") == made
    assert find_other_party(number="+49 30 123456") == made[0]
    assert find_other_party(number="+49 30 654321") not in made


def test_a_number_stays_the_same_when_the_country_is_changed(office: Tenant) -> None:
    met = find_other_party(number="030 123456")
    Tenant.objects.filter(pk=office.pk).update(country="FR")
    rebuild_projections()
    assert other_parties_at("+49 30 123456") == [met]


@pytest.mark.django_db(transaction=True)
def test_two_that_meet_somebody_at_once_meet_one(transactional_db: None) -> None:
    with acting():
        tenant = open_tenant(name="Race", domain="race.example").pk
    ready, found = Barrier(4), []

    def meet() -> None:
        ready.wait()
        with acting(), within(tenant):
            found.append(find_other_party(number="+49 30 123456"))
        connection.close()

    threads = [Thread(target=meet) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_who_was_met_before_a_country_was_chosen_is_the_same_afterwards(hotel: Tenant) -> None:
    with acting(), within(hotel.pk):
        met = find_other_party(number="030 123456")
        assert other_parties_at("+49 30 123456") == []
        choose_country(hotel.pk, country="DE")
        assert other_parties_at("+49 30 123456") == [met]
        assert find_other_party(number="0049 30 123456") == met
