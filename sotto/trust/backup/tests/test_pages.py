"""The officer's page: figures, a picture, and no secret."""

from datetime import timedelta

import pytest
from django.conf import settings

from sotto.trust.access.models import Role
from sotto.trust.backup.models import Backup
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.services import note_drill
from sotto.trust.backup.tests.offices import NOW
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.room

ADDRESS = "/data-protection/backups/"


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Tenant:
    """The plain one: nothing here reads through a second connection."""
    tenant: Tenant = request.getfixturevalue("hotel")
    return tenant


@pytest.fixture
def within_office(office: Tenant) -> object:
    from sotto.personal_data.actor import acting
    from sotto.trust.tenants.services import within

    with acting(), within(office.pk):
        yield office


def noted(**changes: object) -> Backup:
    return Backup.objects.create(
        **{"began_at": NOW, "ended_at": NOW, "size": 4_200_000, "rows": 1234, "files": 56} | changes
    )


def test_an_officer_sees_backups_and_the_last_drill_in_figures(within_office: Tenant) -> None:
    noted()
    found = Findings(rows=1234, living_opened=900, erased_closed=17, people_erased=3)
    note_drill(backup=noted().pk, backup_made_at=NOW, began_at=NOW, findings=found)
    page = administrator().get(ADDRESS)
    assert page.status_code == 200
    for text in ("4.0", "1234", "56", "900", "17", "Passed."):
        assert text in page.text
    assert 'class="bar-holds"' in page.text


def test_what_went_wrong_is_told_first(within_office: Tenant) -> None:
    noted(failure="NoRoom", began_at=NOW + timedelta(hours=1))
    found = Findings(erased_opened=1)
    note_drill(backup=noted().pk, backup_made_at=NOW, began_at=NOW, findings=found)
    page = administrator().get(ADDRESS).text
    assert "The last attempt failed (NoRoom)" in page
    assert "Failed." in page


def test_no_place_and_no_key_stand_on_it(within_office: Tenant) -> None:
    noted(file_name="20261122T120000Z-01234567.sotto.age")
    page = administrator().get(ADDRESS).text
    assert "age1" not in page
    assert str(settings.SOTTO.state_dir) not in page
    assert "20261122T120000Z" not in page


def test_it_speaks_german(within_office: Tenant) -> None:
    page = administrator().get(ADDRESS, headers={"accept-language": "de"}).text
    assert "Sicherungen" in page
    assert "Noch keine Sicherung." in page


def test_nobody_else_sees_it(within_office: Tenant) -> None:
    assert browser_of(account(role=Role.USER)).get(ADDRESS).status_code == 403
