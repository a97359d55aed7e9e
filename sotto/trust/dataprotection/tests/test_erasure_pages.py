"""The officer's pages of erasures and holds, without JavaScript."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sotto.features.directory.models import EdgeNumber, Person
from sotto.features.directory.services import add_device, add_person
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.tests.conftest import leave
from sotto.lib.signed_json import fingerprint
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.trust.access.models import Role
from sotto.trust.audit.services import integrate
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.rules import State
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services import advance_erasure, erase_subject
from sotto.trust.dataprotection.tests.test_certificate import two_epochs_on
from sotto.trust.holds.models import Hold
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, browser_of

pytestmark = pytest.mark.room

IDENTITY = "identity card seen"


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001")


@pytest.fixture
def officer(office: Tenant) -> Client:
    return browser_of(account(role=Role.OFFICER, name="dora"))


@pytest.fixture
def counsel(office: Tenant) -> Client:
    return browser_of(account(role=Role.OFFICER, name="carl"))


def asked(officer: Client, grace: int = 0) -> str:
    """The receipt, as the page shows it once."""
    address = f"{reverse('dataprotection:new-erasure')}?who=2001"
    page = officer.post(address, {"identified_as": IDENTITY, "grace": grace})
    assert page.status_code == 200
    return str(re.findall(r"[0-9a-f]{64}", page.text)[0])


def address(name: str) -> str:
    return reverse(f"dataprotection:{name}", args=[Erasure.objects.get().pk])


def seen(officer: Client) -> str:
    page = officer.get(address("erasure")).text
    return str(re.findall(r'name="seen" value="([^"]+)"', page)[0])


def test_the_dry_run_is_shown_before_anything_is_asked(officer: Client, ada: Person) -> None:
    page = officer.get(f"{reverse('dataprotection:new-erasure')}?who=2001")
    assert "People" in page.text
    assert "What is kept, and why" in page.text
    assert not Erasure.objects.exists()


def test_an_erasure_is_asked_approved_and_carried_out(officer: Client, ada: Person) -> None:
    asked(officer)
    answer = officer.post(address("approve-erasure"), {"seen": seen(officer)})
    assert answer.status_code == 303
    entry = Erasure.objects.get()
    advance_erasure(ada.tenant_id, entry.pk)  # As the job does, which was deferred.
    assert not Person.objects.exists()
    assert "What was done" in officer.get(address("erasure")).text


def test_the_page_of_an_erasure_that_runs_follows_its_steps_and_then_loads_anew(
    officer: Client, ada: Person
) -> None:
    asked(officer)
    follows = f'hx-get="{address("erasure-progress")}"'
    assert follows not in officer.get(address("erasure")).text  # It waits for somebody.
    officer.post(address("approve-erasure"), {"seen": seen(officer)})
    assert follows in officer.get(address("erasure")).text
    running = officer.get(address("erasure-progress"))
    assert follows in running.text
    assert "HX-Refresh" not in running.headers
    entry = Erasure.objects.get()
    advance_erasure(ada.tenant_id, entry.pk)
    ended = officer.get(address("erasure-progress"))
    assert follows not in ended.text
    assert ended.headers["HX-Refresh"] == "true"


def test_the_receipt_of_the_page_is_the_one_that_fits_the_certificate(
    officer: Client, ada: Person
) -> None:
    receipt = asked(officer)
    officer.post(address("approve-erasure"), {"seen": seen(officer)})
    entry = Erasure.objects.get()
    two_epochs_on(ada.tenant, advance_erasure(ada.tenant_id, entry.pk))
    file = officer.get(address("certificate-file"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert form.is_about(form.open_(file.content), receipt=receipt, identified_as=IDENTITY)
    page = officer.get(address("certificate"))
    assert fingerprint(file.content) in page.text


def test_a_dry_run_that_has_grown_is_shown_again_instead(officer: Client, ada: Person) -> None:
    asked(officer)
    token = seen(officer)
    add_device(person=ada)
    answer = officer.post(address("approve-erasure"), {"seen": token})
    assert answer.status_code == 409
    assert "since the dry run was shown" in answer.text
    assert Erasure.objects.get().approved_at is None


def test_in_its_grace_an_erasure_is_cancelled_and_the_person_is_reached_again(
    officer: Client, ada: Person
) -> None:
    asked(officer, grace=7)
    officer.post(address("approve-erasure"), {"seen": seen(officer)})
    entry = advance_erasure(ada.tenant_id, Erasure.objects.get().pk)
    assert queries.state_of_erasure(entry) is State.IN_GRACE
    assert not EdgeNumber.objects.filter(number="2001").exists()
    assert "It can be cancelled until" in officer.get(address("erasure")).text
    assert officer.post(address("cancel-erasure")).status_code == 303
    assert EdgeNumber.objects.filter(number="2001").exists()
    assert Person.objects.get().about_owner["name"] == "Ada Example"


def test_what_is_final_cannot_be_cancelled(officer: Client, ada: Person) -> None:
    erase_subject(ada.tenant_id, ada.owner)
    answer = officer.post(address("cancel-erasure"))
    assert answer.status_code == 409
    assert "final" in answer.text


def test_nobody_of_that_name_is_a_plain_sentence(officer: Client, ada: Person) -> None:
    page = officer.get(f"{reverse('dataprotection:new-erasure')}?who=9999")
    assert "Nothing is stored about anybody" in page.text


def test_a_certificate_that_is_not_there_yet_is_a_plain_sentence(
    officer: Client, ada: Person
) -> None:
    erase_subject(ada.tenant_id, ada.owner)
    integrate(ada.tenant_id)
    answer = officer.get(address("certificate-file"))
    assert answer.status_code == 409
    assert "two epochs" in answer.text


def test_users_have_no_business_here(office: Tenant, ada: Person) -> None:
    user = browser_of(account(role=Role.USER))
    for name in ("erasures", "new-erasure", "holds", "new-hold"):
        assert user.get(reverse(f"dataprotection:{name}")).status_code == 403


def test_the_usual_grace_is_chosen_on_the_page(officer: Client, office: Tenant) -> None:
    officer.post(reverse("dataprotection:grace"), {"days": 14})
    assert queries.grace_of(office.pk) == timedelta(days=14)
    officer.post(reverse("dataprotection:grace"), {"days": 1000})
    assert queries.grace_of(office.pk) == timedelta(days=14)


def hold_placed(officer: Client, **more: object) -> int:
    review = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    place = f"{reverse('dataprotection:new-hold')}?who=2001"
    return officer.post(place, {"reason": "A claim", "review_on": review, **more}).status_code


def test_a_hold_is_placed_by_one_officer_and_approved_by_another(
    officer: Client, counsel: Client, ada: Person
) -> None:
    assert hold_placed(officer, retentions=["3"]) == 303
    hold = Hold.objects.get()
    assert hold.retentions == [3]
    approval = reverse("dataprotection:approve-hold", args=[hold.pk])
    refused = officer.post(approval)
    assert (refused.status_code, "Somebody else has to approve" in refused.text) == (403, True)
    assert counsel.post(approval).status_code == 303
    assert Hold.objects.get().is_in_force
    lifting = reverse("dataprotection:lift-hold", args=[hold.pk])
    assert counsel.post(lifting).status_code == 303
    assert counsel.post(approval).status_code == 403
    assert officer.post(approval).status_code == 303
    assert not Hold.objects.get().is_in_force


def test_both_officers_see_what_a_hold_could_not_keep(
    officer: Client, counsel: Client, office: Tenant, ada: Person
) -> None:
    assert leave(Mailbox.objects.get(person=ada))
    hold_placed(officer)
    keyring().set_tombstone(office.pk, Message.objects.get().caller, actor="test")
    counsel.post(reverse("dataprotection:approve-hold", args=[Hold.objects.get().pk]))
    for reader in (officer, counsel):
        shown = reader.get(reverse("dataprotection:holds")).text
        assert "Not all could be kept" in shown
        assert "Messages: 2" in shown


def test_a_hold_without_sense_is_refused_at_its_form(officer: Client, ada: Person) -> None:
    assert hold_placed(officer, reason=" ") == 422
    assert hold_placed(officer, review_on="2020-01-01") == 422
    assert hold_placed(officer, first="2026-05-01", last="2026-04-01") == 422
    assert not Hold.objects.exists()
