"""Projections: what routing needs in the clear, copied from the sealed rows into UNLOGGED tables.

A deleted row's bytes stay in a table's file until they are overwritten. So forgetting somebody
rewrites the files: the others are set aside, the table is truncated, the others come back.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from django.db import OperationalError, connection, models, transaction
from django.utils import timezone
from psycopg import sql
from psycopg.errors import LockNotAvailable

from sotto.backbone import push
from sotto.features.directory.models import (
    Device,
    EdgeDevice,
    EdgeNumber,
    EdgeState,
    Number,
    OtherParty,
    OtherPartyIndex,
    Person,
    Withholding,
)
from sotto.features.directory.queries import index_key_of, opened_for_their_rights
from sotto.personal_data.digests import digest_of
from sotto.personal_data.records import unseal
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import all_tenants, country_of, tenant_by_id
from sotto.trust.tenants.services import within

MAILBOX_NUMBER = "*97"
_AT_ONCE = 1000  # Rows opened with one request for keys.
_TABLES: tuple[type[models.Model], ...] = (EdgeDevice, EdgeNumber, OtherPartyIndex)
_LOCK_WAIT_MS = 200  # Below PostgreSQL's deadlock_timeout.
_LOCK_TRIES = 50


def project_person(person: Person) -> None:
    """Copy one person's numbers and devices; what was there of it is replaced."""
    tenant = tenant_by_id(person.tenant_id)
    EdgeNumber.objects.filter(subject=person.owner).delete()
    EdgeDevice.objects.filter(subject=person.owner).delete()
    _project(tenant, [person])
    push.tell("routes_changed", person.tenant_id)


def forget_subject(tenant: UUID, subject: UUID) -> None:
    """Leave no byte of this subject in any projection's file."""
    with transaction.atomic():
        _lock_all()
        for table in _TABLES:
            _rewrite_without(table, subject)
        push.tell("routes_changed", tenant)


def forget_tenant(tenant: UUID) -> None:
    """Leave no byte of anybody in this tenant in any projection's file."""
    with transaction.atomic():
        _lock_all()
        for table in _TABLES:
            _rewrite_without(table, tenant, column="tenant")
        push.tell("routes_changed", tenant)


@transaction.atomic
def reindex_other_parties(tenant: UUID) -> None:
    """Read outsiders' numbers anew, by the habits of the country that the tenant has now."""
    OtherPartyIndex.objects.filter(tenant=tenant).delete()
    OtherPartyIndex.objects.bulk_create(_index_of_others(tenant_by_id(tenant)))


def are_projections_whole() -> bool:
    """False after PostgreSQL crashed, or before the first rebuild."""
    return EdgeState.objects.filter(complete=True).exists()


def rebuild_projections() -> int:
    """Fill all projections anew for all tenants, in one transaction. How many people there are."""
    with transaction.atomic():
        _lock_all()
        for table in _TABLES:
            _truncate(table)
        _truncate(EdgeState)
        people = sum(_rebuild(tenant) for tenant in all_tenants())
        EdgeState.objects.create(complete=True, changed_at=timezone.now())
    return people


def _rebuild(tenant: Tenant) -> int:
    with within(tenant.pk):
        people = list(Person.objects.all())
        _project(tenant, people)
        OtherPartyIndex.objects.bulk_create(_index_of_others(tenant))
        EdgeNumber.objects.create(
            tenant=tenant.pk,
            realm=tenant.domain,
            number=MAILBOX_NUMBER,
            kind="mailbox",
            display_name="",
        )
        push.tell("routes_changed", tenant.pk)
        return len(people)


def _index_of_others(tenant: Tenant) -> Iterator[OtherPartyIndex]:
    """By the canonical key, whatever was digested before; page by page.

    The restricted, too: else their next call would make them somebody new.
    """
    others = OtherParty.objects.order_by("first_met_at", "pk").iterator(chunk_size=_AT_ONCE)
    rank = 0
    while page := list(islice(others, _AT_ONCE)):
        for other in opened_for_their_rights(page):
            number = other.about_owner["number"]
            if number:  # Erased: None.
                digest = digest_of(tenant.pk, index_key_of(number, country_of(tenant.pk)))
                rank += 1
                yield OtherPartyIndex(
                    digest=digest, tenant=tenant.pk, subject=other.owner, rank=rank
                )


def _project(tenant: Tenant, people: list[Person]) -> None:
    people = [one for one in unseal(people) if one.about_owner["name"] is not None]
    living = {one.pk: one for one in people}  # Neither erased nor restricted.
    numbers = unseal(list(Number.objects.filter(person__in=living)))
    first = {one.person_id: one.about_owner["number"] for one in reversed(numbers)}
    EdgeNumber.objects.bulk_create(_edge_numbers(tenant, living, numbers))
    devices = unseal(list(Device.objects.filter(person__in=living)))
    hidden = set(Withholding.objects.filter(person__in=living).values_list("person", flat=True))
    EdgeDevice.objects.bulk_create(
        EdgeDevice(
            username=device.about_owner["username"],
            tenant=tenant.pk,
            device=device.pk,
            person=device.person_id,
            subject=device.owner,
            extension=first.get(device.person_id, ""),
            display_name=living[device.person_id].about_owner["name"],
            realm=tenant.domain,
            algorithm=device.algorithm,
            ha1=device.about_owner["ha1"],
            plain_media_allowed=tenant.plain_media_allowed,
            withholds=device.person_id in hidden,
        )
        for device in devices
    )


def _edge_numbers(
    tenant: Tenant, living: dict[UUID, Person], numbers: Sequence[Number]
) -> Iterator[EdgeNumber]:
    for number in numbers:
        yield EdgeNumber(
            tenant=tenant.pk,
            realm=tenant.domain,
            number=number.about_owner["number"],
            kind="person",
            person=number.person_id,
            subject=number.owner,
            display_name=living[number.person_id].about_owner["name"],
        )


def _rewrite_without(table: type[models.Model], subject: UUID, *, column: str = "subject") -> None:
    name = sql.Identifier(table._meta.db_table)
    _execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM {} "
            "WHERE {} IS DISTINCT FROM {}"
        ).format(name, sql.Identifier(column), sql.Literal(subject))
    )
    _execute(sql.SQL("TRUNCATE {}").format(name))
    _execute(sql.SQL("INSERT INTO {} SELECT * FROM kept").format(name))
    _execute(sql.SQL("DROP TABLE kept"))


def _lock_all() -> None:
    """For this transaction alone; all of them, or none while we wait.

    Who has looked into one projection may come to the next while we hold that: a deadlock, were we
    to keep what we have. Raises OperationalError when somebody works on them for 10 s.
    """
    all_of_them: tuple[type[models.Model], ...] = (*_TABLES, EdgeState)
    names = sql.SQL(", ").join([sql.Identifier(table._meta.db_table) for table in all_of_them])
    lock = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names)
    patience = sql.SQL("SET LOCAL lock_timeout = {}")
    for tried in range(1, _LOCK_TRIES + 1):
        try:
            with transaction.atomic():
                _execute(patience.format(sql.Literal(_LOCK_WAIT_MS)))
                _execute(lock)
                _execute(patience.format(sql.SQL("DEFAULT")))
        except OperationalError as error:
            if tried == _LOCK_TRIES or not isinstance(error.__cause__, LockNotAvailable):
                raise
        else:
            return


def _truncate(table: type[models.Model]) -> None:
    _execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table._meta.db_table)))


def _execute(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
