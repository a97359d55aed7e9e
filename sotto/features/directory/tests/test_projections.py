"""Projections are rewritten while others use them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from django.db import OperationalError, connection

from sotto.features.directory.models import EdgeNumber
from sotto.features.directory.services import add_person, projections
from sotto.trust.tenants.models import Tenant

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

HAS_LOOKED = "SELECT count(*) FROM edge_number"
COMES_TO_THE_NEXT = "DELETE FROM edge_device WHERE username = 'nobody'"


def neighbour(*statements: str, looked: Event, leaves: Event) -> None:
    """Another process's transaction: after its first statement it stays until it may go on."""
    with psycopg.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        cursor.execute(statements[0])
        looked.set()
        leaves.wait(20)
        for statement in statements[1:]:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda office: projections.forget_subject(office.pk, office.pk),
        lambda office: projections.forget_tenant(office.pk),
        lambda _: projections.rebuild_projections(),
    ],
    ids=["a person", "a tenant", "all"],
)
def test_who_looked_into_one_and_comes_to_the_next_is_not_in_a_deadlock(
    office: Tenant, monkeypatch: pytest.MonkeyPatch, rewrite: Callable[[Tenant], object]
) -> None:
    looked, leaves = Event(), Event()
    run = projections._execute

    def waits_for_a_lock_of_the_other(statement: object) -> None:
        if "LOCK TABLE" in str(statement) or "TRUNCATE" in str(statement):
            leaves.set()
        run(statement)  # type: ignore[arg-type] # As it was given.

    monkeypatch.setattr(projections, "_execute", waits_for_a_lock_of_the_other)
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(
            neighbour, HAS_LOOKED, COMES_TO_THE_NEXT, looked=looked, leaves=leaves
        )
        assert looked.wait(20)
        rewrite(office)
        other.result(20)
    assert projections.are_projections_whole()


def test_who_works_on_them_too_long_is_said_and_nothing_is_lost(
    office: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections, "_LOCK_TRIES", 2)
    ada = add_person(name="Ada Example", extension="2001")
    looked, leaves = Event(), Event()
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(neighbour, HAS_LOOKED, looked=looked, leaves=leaves)
        assert looked.wait(20)
        try:
            with pytest.raises(OperationalError):
                projections.forget_subject(office.pk, ada.owner)
        finally:
            leaves.set()
        other.result(20)
    assert EdgeNumber.objects.filter(subject=ada.owner).exists()
    projections.forget_subject(office.pk, ada.owner)
    assert not EdgeNumber.objects.filter(subject=ada.owner).exists()
