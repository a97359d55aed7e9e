"""What the edge reports is stored sealed, once, with its entry in the trail."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from sotto.features.calls import queries, services
from sotto.features.calls.models import Call
from sotto.features.calls.services import ReportMalformed
from sotto.personal_data import erasure
from sotto.trust.audit.models import Entry
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.rows import stored_in

pytestmark = pytest.mark.room

ADA, BOB = uuid4(), uuid4()
OF_ADA = queries.View(owner=ADA)  # As she sees it herself.
TLS = {"signalling": "TLSv1.3", "cipher": "x", "media": "AES_CM_128_HMAC_SHA1_80"}


def ended(tenant: Tenant, **changes: Any) -> dict[str, Any]:
    """As the edge puts it: JSON values."""
    return {
        "id": str(uuid4()),
        "kind": "ended",
        "call": str(uuid4()),
        "tenant": str(tenant.pk),
        "caller": {"subject": str(ADA), "person": str(uuid4()), "number": "2001", "name": "Ada"},
        "callee": {"subject": str(BOB), "person": str(uuid4()), "number": "2002", "name": "Bob"},
        "started_at": "2026-11-22T12:00:00+00:00",
        "answered_at": "2026-11-22T12:00:02+00:00",
        "ended_at": "2026-11-22T12:01:02+00:00",
        "outcome": "answered",
        "sip_code": 200,
        "protection": {"caller": TLS, "callee": TLS},
        **changes,
    }


def erase(tenant: Tenant, subject: UUID) -> None:
    begun = erasure.begin(tenant.pk, subject)
    erasure.deny(begun)
    erasure.destroy_key(begun)
    erasure.delete_records(begun)


def test_a_call_is_stored_sealed_and_shown_again(office: Tenant) -> None:
    services.record_reports([ended(office)])
    shown = queries.shown(queries.all_calls().get(), OF_ADA)
    assert (shown.caller, shown.callee) == ("Ada (2001)", "Bob (2002)")
    assert (shown.outcome, shown.seconds, shown.protection_summary) == ("answered", 60, "yes")
    stored = stored_in("calls_call")
    assert str(office.pk) in stored
    assert not any(clear in stored for clear in ("Ada", "Bob", "2026-11", "answered"))


def test_a_batch_that_comes_twice_is_stored_once_with_one_entry_for_each_call(
    office: Tenant,
) -> None:
    batch = [ended(office), ended(office)]
    services.record_reports(batch)
    services.record_reports(batch)
    assert Call.objects.count() == 2
    assert Entry.objects.filter(action="calls:call:recorded").count() == 2


def test_a_number_that_leads_nowhere_is_a_fact_about_the_caller(office: Tenant) -> None:
    callee = {"subject": None, "person": None, "number": "2999", "name": ""}
    changes = {"callee": callee, "answered_at": None, "outcome": "failed", "sip_code": 404}
    services.record_reports([ended(office, protection={"caller": TLS, "callee": None}, **changes)])
    call = queries.all_calls().get()
    assert (call.callee, queries.shown(call, OF_ADA).callee, queries.shown(call).seconds) == (
        None,
        "2999",
        0,
    )


def test_erasing_one_party_leaves_the_others_record(office: Tenant) -> None:
    services.record_reports([ended(office)])
    erase(office, ADA)
    shown = queries.shown(queries.calls_of(BOB).get(), queries.View(owner=BOB))
    assert (shown.caller, shown.callee, shown.outcome) == ("erased", "Bob (2002)", "answered")


def test_who_was_erased_during_a_call_is_not_stored_but_the_other_is(office: Tenant) -> None:
    erase(office, BOB)
    services.record_reports([ended(office), ended(office)])
    shown = [queries.shown(call, OF_ADA) for call in queries.all_calls()]
    assert [(one.caller, one.callee) for one in shown] == [("Ada (2001)", "erased")] * 2


def test_a_call_of_two_erased_people_is_not_stored(office: Tenant) -> None:
    erase(office, ADA)
    erase(office, BOB)
    services.record_reports([ended(office)])
    assert not Call.objects.exists()


def test_a_locked_device_stands_in_the_trail(office: Tenant) -> None:
    device = uuid4()
    locked = {"kind": "device_locked", "id": str(uuid4()), "tenant": str(office.pk)}
    services.record_reports([{**locked, "device": str(device), "subject": str(ADA), "at": "x"}])
    entry = Entry.objects.get(action="calls:device:locked")
    assert (entry.object_id, entry.owner, entry.decision) == (device, ADA, "refused")


def test_each_tenant_sees_its_own_calls_only(office: Tenant, hotel: Tenant) -> None:
    services.record_reports([ended(office), ended(hotel)])
    with within(hotel.pk):
        assert queries.all_calls().count() == 1
    with within(office.pk):
        assert queries.all_calls().count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"call": "x"}, {"outcome": "great"}, {"started_at": "yesterday"}, {"kind": "unknown"}],
)
def test_a_malformed_report_stores_nothing_of_its_batch(
    office: Tenant, changes: dict[str, str]
) -> None:
    with pytest.raises(ReportMalformed):
        services.record_reports([ended(office), ended(office, **changes)])
    assert not Call.objects.exists()
