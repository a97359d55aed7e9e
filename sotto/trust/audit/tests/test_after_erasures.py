"""A thousand people erased, and the trail verifies as before: nothing of them opens any more."""

from uuid import UUID, uuid4

import pytest

from sotto.personal_data.actor import acting
from sotto.personal_data.keys import keyring
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import Deed, integrate, proof_of, record_all, verify_trail
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

PEOPLE = 1000
BY_EVERY_STEP = 10  # The others by the steps that concern the trail: tombstone and key.


def _record(tenant: Tenant, people: list[UUID]) -> None:
    deeds = [Deed("room:thing:done", subject=one, detail={"for": str(one)}) for one in people]
    with within(tenant.pk):
        record_all([*deeds, Deed("room:thing:done", detail={"for": "nobody"})])
    integrate(tenant.pk)


def _erase(tenant: Tenant, people: list[UUID]) -> None:
    for one in people[:BY_EVERY_STEP]:
        erase_subject(tenant.pk, one)
    for one in people[BY_EVERY_STEP:]:
        keyring().set_tombstone(tenant.pk, one, actor="system")
        keyring().destroy(tenant.pk, one, actor="system")


def test_the_trail_verifies_after_a_thousand_erasures() -> None:
    with acting():
        tenant, people, bob = open_tenant(name="T", domain="t.example"), _people(), uuid4()
        _record(tenant, [*people, bob])
        _erase(tenant, people)
        integrate(tenant.pk)
        found = verify_trail(tenant.pk)
        assert found.is_sound
        assert found.size >= PEOPLE + 2 + 2 * BY_EVERY_STEP
        with within(tenant.pk):
            details = {
                entry.owner: entry.about_owner
                for entry in Entry.objects.filter(action="room:thing:done")
            }
            proofs = [proof_of(one.pk) for one in Entry.objects.filter(owner=people[0])]
        assert all(details[one].erased for one in people)
        assert details[bob]["detail"] == {"for": str(bob)}
        assert all(one is not None and one.check() for one in proofs)


def test_of_the_erased_no_detail_is_kept_and_the_entry_stands() -> None:
    with acting():
        tenant, [ada, bob] = open_tenant(name="T", domain="t.example"), _people()[:2]
        keyring().set_tombstone(tenant.pk, ada, actor="system")
        _record(tenant, [ada, bob])
        with within(tenant.pk):
            entries = {one.owner: one for one in Entry.objects.filter(owner__isnull=False)}
        assert entries[ada].about_owner.erased
        assert entries[bob].about_owner["detail"] == {"for": str(bob)}
        assert verify_trail(tenant.pk).is_sound


def _people() -> list[UUID]:
    return [uuid4() for _ in range(PEOPLE)]
