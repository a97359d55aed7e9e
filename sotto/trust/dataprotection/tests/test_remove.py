"""A customer is removed: its people first, then key, rows and files, and a certificate (ENT-72)."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from sotto.features.directory.models import EdgeDevice, EdgeNumber, Person
from sotto.features.directory.services import add_device, add_person, rebuild_projections
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.tests.conftest import leave
from sotto.keyring.client import Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data import removal
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.trust.access.models import Account, Role, SignInName
from sotto.trust.access.services import LastAdministrator
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services import (
    ConfirmationWrong,
    HoldsStand,
    advance_erasures,
    certificate_text_of,
    erase_account,
    erase_subject,
    preview_of_tenant,
    remove_steps,
    remove_tenant,
)
from sotto.trust.dataprotection.tests.test_certificate import two_epochs_on
from sotto.trust.holds.tests.test_holds import standing
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import first_tenant
from sotto.trust.tenants.services import open_tenant, within
from tests.browsers import account

pytestmark = pytest.mark.room

NOBODY = 65534


@pytest.fixture
def ada(office: Tenant) -> Person:
    person = add_person(name="Ada Example", extension="2001")
    add_device(person=person)
    assert leave(Mailbox.objects.get(person=person))
    account(owner=person.owner, role=Role.ADMINISTRATOR)
    return person


def test_the_dry_run_says_what_to_type_and_changes_nothing(office: Tenant, ada: Person) -> None:
    preview = preview_of_tenant(office.pk)
    assert preview.confirmation == "office.example"
    assert preview.counts["directory.Person"] == preview.counts["voicemail.Message"] == 1
    assert Person.objects.exists()


@pytest.mark.parametrize("typed", ["", "office", "hotel.example", "OFFICE.EXAMPLE"])
def test_without_its_domain_typed_nothing_is_removed(
    office: Tenant, ada: Person, typed: str
) -> None:
    with pytest.raises(ConfirmationWrong):
        remove_tenant(office.pk, confirmed=typed)
    assert not Erasure.objects.exists()


def test_legal_holds_stand_in_the_way(office: Tenant, ada: Person) -> None:
    standing(ada)
    with pytest.raises(HoldsStand):
        remove_tenant(office.pk, confirmed="office.example")
    assert Person.objects.exists()


def test_nothing_about_anybody_is_left_but_pseudonyms_in_the_trail(
    office: Tenant, ada: Person
) -> None:
    entry = remove_tenant(office.pk, confirmed="office.example")
    left = {one.label for one in holdings() if one.model._default_manager.exists()}
    assert left == {"audit.Entry"}
    assert not list((settings.SOTTO.files_dir / office.pk.hex).glob("*/*"))
    assert not EdgeDevice.objects.filter(tenant=office.pk).exists()
    assert not EdgeNumber.objects.filter(tenant=office.pk).exists()
    assert not SignInName.objects.filter(tenant=office.pk).exists()
    assert entry.counts["voicemail.Message: rows deleted"] == 1
    assert entry.counts["files: files deleted"] == 1
    assert [one["table"] for one in entry.kept] == ["audit.Entry"]


def test_no_key_of_it_is_left_or_made_again(office: Tenant, ada: Person) -> None:
    remove_tenant(office.pk, confirmed="office.example")
    use = Use("system", "store", "tests.Nothing.at_all")
    wanted = [Wanted((ada.owner,), Period.standing(1)), Wanted((), Period.standing(1))]
    assert keyring().keys(office.pk, wanted, use, create=True) == [None, None]


def test_another_customer_keeps_everything(office: Tenant, hotel: Tenant, ada: Person) -> None:
    with within(hotel.pk):
        add_person(name="Hanna Hotel", extension="7001")
    remove_tenant(office.pk, confirmed="office.example")
    with within(hotel.pk):
        assert Person.objects.get().about_owner["name"] == "Hanna Hotel"
        assert EdgeNumber.objects.filter(number="7001").exists()


def test_it_is_certified_like_an_erasure_and_its_domain_is_free_then(
    office: Tenant, ada: Person
) -> None:
    entry = two_epochs_on(office, remove_tenant(office.pk, confirmed="office.example"))
    body = form.open_(certificate_text_of(entry).encode(), key=keyring().public_key("certificate"))
    assert (body.kind, body.complete, body.tenant.domain) == ("customer", True, "office.example")
    fresh = open_tenant(name="Office", domain="office.example")
    assert fresh.pk != office.pk
    assert first_tenant().pk != office.pk
    rebuild_projections()
    assert advance_erasures() == 0


def test_removing_it_again_does_no_harm(office: Tenant, ada: Person) -> None:
    first = remove_tenant(office.pk, confirmed="office.example")
    again = remove_tenant(office.pk, confirmed="office.example")
    assert (first.pk, first.counts) == (again.pk, again.counts)


def test_an_administrator_is_erased_unless_it_is_the_last(office: Tenant, ada: Person) -> None:
    Account.objects.update(password="set")
    second = account(role=Role.ADMINISTRATOR, name="root")
    mine = Account.objects.get(owner=ada.owner)
    with pytest.raises(LastAdministrator):
        erase_account(office.pk, mine.pk)  # The other has not opened its account yet.
    Account.objects.filter(pk=second.pk).update(password="set")
    entry = erase_account(office.pk, mine.pk)
    assert entry.subject == ada.owner
    assert list(Account.objects.values_list("pk", flat=True)) == [second.pk]


def test_a_person_erased_before_does_not_hinder_the_removal(office: Tenant, ada: Person) -> None:
    erase_subject(office.pk, ada.owner)
    assert remove_tenant(office.pk, confirmed="office.example").remains == []


def test_a_folder_that_cannot_be_read_is_named_and_not_taken_for_empty(
    office: Tenant, ada: Person
) -> None:
    os.seteuid(NOBODY)
    try:
        failed = removal.delete_files(office.pk)
    finally:
        os.seteuid(0)
    assert failed == {office.pk.hex: "PermissionError"}
    assert removal.count_files(office.pk) == 1
    assert removal.delete_files(office.pk) == {}
    assert removal.count_files(office.pk) == 0


def test_killed_among_files_it_still_says_how_many_there_were(
    office: Tenant, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        assert leave(Mailbox.objects.get(person=ada))
    unlink = Path.unlink
    gone: list[Path] = []

    def until_killed(file: Path) -> None:
        if len(gone) == 2:
            raise KeyboardInterrupt
        unlink(file)
        gone.append(file)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", until_killed)
        with pytest.raises(KeyboardInterrupt):
            remove_tenant(office.pk, confirmed="office.example")
    assert Erasure.objects.get().deleted_at is None
    assert removal.count_files(office.pk) == 1
    entry = remove_tenant(office.pk, confirmed="office.example")
    assert entry.counts["files: files deleted"] == 3
    assert "files: files found" not in entry.counts
    remove_steps.delete(entry)  # As where a table had refused.
    assert entry.counts["files: files deleted"] == 3
