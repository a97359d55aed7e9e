"""The second wall, tried: as the application's role, over every table that has a tenant.

Both tenants have a row in each. What is tried is done and undone; nothing is read off a catalogue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, models, transaction

from sotto.personal_data.declaration import declaration_of
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.guards.canary import Canary, holding_of_table, make_row
from tests.guards.test_declared import own_models
from tests.guards.tracked import expect_none

pytestmark = pytest.mark.guard

_LEAST_TABLES = 40
# A copy of a row under another name, for this tenant.
_COPY = (
    "INSERT INTO {table} SELECT (jsonb_populate_record(one, jsonb_build_object("
    "'id', gen_random_uuid(), 'tenant_id', '{tenant}'))).* FROM {table} one LIMIT 1"
)
_COUNT = "SELECT count(*) FROM {table} WHERE {where}"
_UPDATE = "UPDATE {table} SET tenant_id = tenant_id"
_HAND_OVER = "UPDATE {table} SET tenant_id = '{tenant}'"
_DELETE = "DELETE FROM {table}"
_KEEP = "CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM {table}"
_PUT_IN = "INSERT INTO {table} SELECT * FROM kept LIMIT 1"
_REFUSED = ("row-level security", "permission denied")


def tables() -> list[type[models.Model]]:
    """Every table of ours that has a tenant's rows; projections are read before one is known."""
    return [
        one
        for one in own_models()
        if one._meta.managed
        and not declaration_of(one).projection
        and "tenant" in {column.name for column in one._meta.local_concrete_fields}
    ]


@pytest.fixture
def both(office: Tenant, hotel: Tenant) -> tuple[Tenant, Tenant]:
    """The office, in whose name everything is tried, and the hotel; the test is in no tenant."""
    for tenant in (office, hotel):
        with within(tenant.pk):
            _fill(tenant)
    _choose("")
    return office, hotel


def _fill(tenant: Tenant) -> None:
    about, others = Canary("about"), Canary("others")
    for model in tables():
        holding = holding_of_table(model)
        cast = {column.role: about for column in holding.subjects}
        make_row(holding, tenant, cast, others)


def _choose(tenant: UUID | str) -> None:
    _run("SELECT set_config('sotto.tenant', %s, true)", str(tenant))


def _run(statement: str, *values: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _count(table: str, where: str = "true") -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=table, where=where))
        [count] = cursor.fetchone()
        return int(count)


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def _touched(statement: str) -> int:
    """How many rows it changed, all undone; -1 when the database refused it. Else raises."""
    with undone():
        try:
            with transaction.atomic():
                return _run(statement)
        except ProgrammingError as refusal:
            if not any(word in str(refusal) for word in _REFUSED):
                raise
            return -1


def test_each_tenant_has_a_row_in_every_table(both: tuple[Tenant, Tenant]) -> None:
    for tenant in both:
        _choose(tenant.pk)
        expect_none(one._meta.db_table for one in tables() if not _count(one._meta.db_table))
    assert len(tables()) > _LEAST_TABLES


def test_a_tenant_sees_and_touches_no_row_of_another(both: tuple[Tenant, Tenant]) -> None:
    office, hotel = both
    _choose(office.pk)
    names = [one._meta.db_table for one in tables()]
    expect_none(f"{name}: {deed}" for name in names for deed in _reached(name, office, hotel))


def test_a_table_without_the_wall_is_noticed(both: tuple[Tenant, Tenant]) -> None:
    """Without this the trials could be content with anything."""
    office, hotel = both
    _choose(office.pk)
    _run("CREATE TEMPORARY TABLE bare ON COMMIT DROP AS SELECT * FROM directory_person")
    _choose(hotel.pk)
    _run("INSERT INTO bare SELECT * FROM directory_person")
    _choose(office.pk)
    assert _reached("bare", office, hotel) == {"sees", "updates", "deletes", "hands", "inserts"}


def _reached(table: str, office: Tenant, hotel: Tenant) -> set[str]:
    """What the office can do to the hotel's rows."""
    mine = _count(table, f"tenant_id = '{office.pk}'")
    is_done = {
        "sees": _count(table) != mine,
        "updates": _touched(_UPDATE.format(table=table)) not in {mine, -1},
        "deletes": _touched(_DELETE.format(table=table)) not in {mine, -1},
        "hands": _touched(_HAND_OVER.format(table=table, tenant=hotel.pk)) != -1,
        "inserts": _touched(_COPY.format(table=table, tenant=hotel.pk)) != -1,
    }
    return {deed for deed, is_so in is_done.items() if is_so}


def test_in_no_tenant_nothing_is_seen_touched_or_put_in(both: tuple[Tenant, Tenant]) -> None:
    office, _ = both
    faults = []
    for table in (one._meta.db_table for one in tables()):
        _choose(office.pk)
        with undone():
            _run(_KEEP.format(table=table))
            _choose("")
            tried = {
                "sees": _count(table) == 0,
                "updates": _touched(_UPDATE.format(table=table)) in {0, -1},
                "deletes": _touched(_DELETE.format(table=table)) in {0, -1},
                "inserts": _touched(_PUT_IN.format(table=table)) == -1,
            }
        faults += [f"{table}: {what}" for what, is_well in tried.items() if not is_well]
    expect_none(faults)
