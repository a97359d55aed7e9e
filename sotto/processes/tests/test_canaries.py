"""A canary is made as people are, erased as people are, and searched for where anything lies."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from sotto.engines.inspector.client import Place, Searched
from sotto.lib.raw_search import new_marker
from sotto.personal_data.actor import acting
from sotto.processes.inspector import Search as RawSearch
from sotto.trust.canaries.models import Canary, Search
from sotto.trust.canaries.services import erase_old, hatch
from sotto.trust.canaries.services.hatching import their_home, uncovered
from sotto.trust.canaries.services.searching import judge
from sotto.trust.consents.queries import standing_restriction
from sotto.trust.holds.models import Hold
from sotto.trust.holds.queries import in_force
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(transactional_db: None) -> Iterator[Tenant]:
    """Really committed, so that every file has what it would have."""
    from sotto.features.directory.services import rebuild_projections

    with acting():
        home = their_home()
        rebuild_projections()
        yield home


@pytest.fixture
def canary(home: Tenant) -> Canary:
    with within(home.pk):
        return hatch(now=datetime.now(UTC))


def superuser() -> psycopg.Connection:
    return psycopg.connect(
        host=str(settings.SOTTO.postgres_socket_dir),
        user="postgres",
        dbname=str(settings.DATABASES["default"]["NAME"]),
        autocommit=True,
    )


def searched() -> Searched:
    """As the inspector does, on this test's own database and state."""
    connection.close()
    with superuser() as database:
        database.execute("CHECKPOINT")
        database.execute("SELECT pg_switch_wal()")
    search = RawSearch(settings.SOTTO, str(settings.DATABASES["default"]["NAME"]))
    search.run()
    told = search.found(seconds=0.0)
    return Searched(
        places=tuple(search.places),
        files=told["files"],
        bytes=told["bytes"],
        seconds=0.0,
        unread=tuple(told["unread"]),
    )


def judged(home: Tenant) -> Search:
    found = searched()
    with within(home.pk):
        return judge(found, now=datetime.now(UTC))


def erase_all(home: Tenant) -> int:
    return erase_old(home.pk, hatched_before=datetime.now(UTC) + timedelta(hours=1))


def test_rooms_make_a_canary_of_their_own_data(canary: Canary, home: Tenant) -> None:
    assert len(canary.subjects) == len({"person", "other party"})
    fields = {copy["field"] for copy in canary.kept}
    assert fields >= {
        "access.Account.about_owner",
        "calls.Call.about_callee",
        "directory.Device.about_owner",
        "directory.OtherParty.about_owner",
        "directory.Person.about_owner",
        "voicemail.Message.about_caller",
    }


def test_it_uses_every_right_so_that_no_table_about_people_is_without_it(canary: Canary) -> None:
    assert canary.uncovered == []


def test_a_table_in_which_it_has_no_row_is_named(canary: Canary, home: Tenant) -> None:
    """Without this the list could be empty whatever rooms do."""
    with within(home.pk):
        Hold.objects.all().delete()
        assert uncovered({UUID(one) for one in canary.subjects}) == ["holds.Hold"]


def test_it_is_neither_held_nor_restricted_any_more(canary: Canary, home: Tenant) -> None:
    """Otherwise its erasure would wait, and what is searched for would be another path."""
    with within(home.pk):
        assert not list(in_force())
        assert not [one for one in canary.subjects if standing_restriction(UUID(one))]


def test_a_living_canary_is_clear_nowhere_but_in_the_copies_for_routing(
    canary: Canary, home: Tenant
) -> None:
    found = judged(home)
    assert found.is_clean
    assert (found.living, found.erased) == (1, 0)
    assert found.bytes > 1_000_000


def test_nothing_is_left_of_an_erased_canary_and_no_old_copy_opens(
    canary: Canary, home: Tenant
) -> None:
    assert erase_all(home) == 1
    with within(home.pk):
        hatch(now=datetime.now(UTC) + timedelta(hours=2))  # Whose keys are tried on the copies.
    found = judged(home)
    assert (found.leaks, found.opened, found.unread) == ([], 0, [])
    assert found.copies == len(canary.kept) > 0


@pytest.mark.parametrize("encode", [bytes, base64.b64encode, base64.b16encode])
def test_a_marker_that_somebody_logged_is_found(
    canary: Canary, home: Tenant, encode: Callable[[bytes], bytes]
) -> None:
    erase_all(home)
    log = settings.SOTTO.log_dir / "leak.log"
    log.write_bytes(encode(new_marker(canary.token).encode()))
    try:
        found = judged(home)
    finally:
        log.unlink()
    assert found.leaks == [{"place": str(log), "token": canary.token}]
    assert not found.is_clean


def test_a_marker_that_stays_in_a_row_is_found_in_table_dump_and_heap(
    canary: Canary, home: Tenant
) -> None:
    erase_all(home)
    with within(home.pk):
        Tenant.objects.filter(pk=home.pk).update(name=new_marker(canary.token))
    places = {Path(leak["place"]).parent.name or leak["place"] for leak in judged(home).leaks}
    assert {"pg_wal"} < places
    found = {leak["place"] for leak in judged(home).leaks}
    assert {"dump", "rows of tenants_tenant"} < found
    assert any("/base/" in place for place in found)


def test_the_trial_itself_opens_what_was_not_erased(canary: Canary, home: Tenant) -> None:
    """Without this the proof could be a trial that never opens anything."""
    with within(home.pk):
        Canary.objects.update(erased_at=datetime.now(UTC))
        found = judge(Searched((), 1, 1, 0.0, ()), now=datetime.now(UTC))
    assert found.opened == found.copies > 0


def test_a_place_that_could_not_be_read_is_not_clean(home: Tenant) -> None:
    with within(home.pk):
        found = judge(Searched((), 1, 1, 0.0, ("/somewhere",)), now=datetime.now(UTC))
    assert not found.is_clean


def test_the_marker_of_a_canary_that_nobody_knows_is_a_leak(home: Tenant) -> None:
    place = Place("dump", 10, {"0123456789abcdef": 1})
    with within(home.pk):
        found = judge(Searched((place,), 1, 10, 0.0, ()), now=datetime.now(UTC))
    assert found.leaks == [{"place": "dump", "token": "0123456789abcdef"}]


def test_erasing_twice_does_no_harm(canary: Canary, home: Tenant) -> None:
    assert [erase_all(home), erase_all(home)] == [1, 0]
