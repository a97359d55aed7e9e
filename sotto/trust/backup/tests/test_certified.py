"""Certificates as a witness: only what the keyring here has signed keeps anybody out."""

import json

import pytest

from sotto.personal_data.keys import keyring
from sotto.trust.audit.services import integrate
from sotto.trust.backup import services
from sotto.trust.backup.tests.conftest import Restoring
from sotto.trust.backup.tests.offices import Office, backed_up
from sotto.trust.dataprotection.services import (
    advance_erasure,
    certificate_text_of,
    erase_subject,
)
from sotto.trust.tenants.services import within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


def certificate_of_erasing(office: Office, extension: str) -> str:
    tenant = office.tenant.pk
    entry = erase_subject(tenant, office.people[extension])
    keyring().rotate(actor="system")
    keyring().rotate(actor="system")
    advance_erasure(tenant, entry.pk)
    integrate(tenant)
    certified = advance_erasure(tenant, entry.pk)
    with within(tenant):
        return certificate_text_of(certified)


def test_a_certified_person_does_not_come_back_and_a_forged_certificate_erases_nobody(
    office: Office, restored: Restoring
) -> None:
    raw = backed_up()
    text = certificate_of_erasing(office, "2001")
    people = services.certified_people([text.encode()])
    assert people == {(office.tenant.pk, office.people["2001"])}
    forged = text.replace(str(office.people["2001"]), str(office.people["2002"]))
    for document in (forged, "{}", "not JSON", json.dumps({"subject": "2002"})):
        with pytest.raises(services.LedgerRefused):
            services.certified_people([document.encode()])
    outcome = restored(raw, without_present=True, certified=people)
    assert outcome.erased_again == 1
    assert office.names() == {"Bob Example"}
