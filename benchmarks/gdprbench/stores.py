"""GDPRbench's operations, each in a transaction of its own, on the sealed table or the clear one.

Whatever is read is looked at: it must be what was last written to that record.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from typing_extensions import override

from benchmarks.gdprbench.mixes import DECISIONS, OBJECTIONS, OTHERS, PURPOSES, RECORDS_A_USER
from benchmarks.gdprbench.models import FIELDS, ClearItem, SealedItem
from sotto.personal_data.records import seal, unseal
from sotto.trust.audit.services import record
from sotto.trust.tenants.services import within

_SPREAD = 0x9E3779B97F4A7C15F39CC0605CEDC835  # Odd: numbers far apart, none twice.
_AT_ONCE = 2000


@dataclass
class Store:
    """One client's. page: rows of an answer by purpose, at most; None: all."""

    tenant: UUID
    page: int | None
    versions: dict[int, int] = field(default_factory=dict)  # Of what this client wrote.
    gone: set[int] = field(default_factory=set)

    model: ClassVar[type[Any]]  # Any: either model.
    title: ClassVar[str] = ""

    def load(self, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), _AT_ONCE):
            rows = [self.row(number) for number in numbers[start : start + _AT_ONCE]]
            with within(self.tenant):
                self.model.objects.bulk_create(self.written(rows))

    # Operations.
    def create(self, number: int) -> None:
        with within(self.tenant):
            row = self.row(number)
            row.save(force_insert=True)
            self.told("created", row.pk, row.owner)

    def delete(self, number: int) -> None:
        with within(self.tenant):
            self.model.objects.filter(pk=key_of(number)).delete()
            self.told("deleted", key_of(number))
        self.gone.add(number)

    def update(self, number: int) -> None:
        with within(self.tenant):
            row = self.model.objects.filter(pk=key_of(number)).first()
            assert (row is None) == (number in self.gone)
            if row is not None:
                self.versions[number] = version = self.versions.get(number, 0) + 1
                row.about_owner = self.content(key_of(number), version)
                row.save(update_fields=["about_owner"])
            self.told("updated", key_of(number))

    def read_key(self, number: int) -> None:
        with within(self.tenant):
            rows = self.read(self.model.objects.filter(pk=key_of(number)))
            self.told("read", key_of(number))
        assert len(rows) == (number not in self.gone)
        for row in rows:
            expected = content_of(row.pk, self.versions.get(number, 0))
            assert self.fields(row) == expected

    def read_user(self, number: int) -> None:
        user = user_of(number)
        with within(self.tenant):
            rows = self.read(self.model.objects.filter(owner=user))
            self.told("read", user, user)
        assert all(row.owner == user for row in rows)

    def read_purpose(self, number: int) -> None:
        purpose = number % PURPOSES
        with within(self.tenant):
            rows = self.read(self._of_purpose(number))
            self.told("read")
        assert all(row.purpose == purpose for row in rows)

    def tell_user(self, number: int) -> None:
        user = user_of(number)
        with within(self.tenant):
            self._change(self.model.objects.filter(owner=user).order_by("pk"), number)
            self.told("changed", user, user)

    def tell_purpose(self, number: int) -> None:
        with within(self.tenant):
            self._change(self._of_purpose(number), number)
            self.told("changed")

    def _change(self, rows: Any, number: int) -> None:
        """What is kept beside the data. In order, or two clients wait for each other."""
        chosen = rows.select_for_update().values("pk")
        self.model.objects.filter(pk__in=chosen).update(share=number % OTHERS)

    # How a store writes, reads and tells.
    def row(self, number: int) -> Any:  # Any: either model.
        key = key_of(number)
        return self.model(
            id=key,
            tenant_id=self.tenant,
            owner=user_of(number),
            about_owner=self.content(key, 0),
            purpose=number % PURPOSES,
            objection=number % OBJECTIONS,
            decision=number % DECISIONS,
            acl=number % OTHERS,
            share=number % OTHERS,
            source=number % OTHERS,
            category=number % OTHERS,
            kept_days=365,
        )

    def written(self, rows: list[Any]) -> Sequence[Any]:
        return rows

    def read(self, rows: Any) -> list[Any]:
        """Every row's content was looked at: it names the row that it is in."""
        found = list(rows)
        for row in found:
            assert self.first(row) == row.pk.hex[:10]
        return found

    def content(self, key: UUID, version: int) -> Any:
        raise NotImplementedError

    def first(self, row: Any) -> str:
        """The first field, which names the row."""
        raise NotImplementedError

    def fields(self, row: Any) -> dict[str, str]:
        raise NotImplementedError

    def told(self, deed: str, thing: UUID | None = None, subject: UUID | None = None) -> None:
        """An entry in the audit trail, where there is one."""

    def _of_purpose(self, number: int) -> Any:
        """From somewhere in the middle: not always the same rows."""
        rows = self.model.objects.filter(purpose=number % PURPOSES)
        if self.page is None:
            return rows.order_by("pk")
        return rows.filter(pk__gte=key_of(number)).order_by("pk")[: self.page]


class SealedStore(Store):
    """As the product does it: sealed, under row-level security, and an entry for each operation."""

    model = SealedItem
    title = "sealed"

    @override
    def written(self, rows: list[Any]) -> Sequence[Any]:
        return seal(rows)

    @override
    def read(self, rows: Any) -> list[Any]:
        return super().read(unseal(list(rows)))

    @override
    def content(self, key: UUID, version: int) -> dict[str, str]:
        return content_of(key, version)

    @override
    def first(self, row: Any) -> str:
        return str(row.about_owner["field0"])

    @override
    def fields(self, row: Any) -> dict[str, str]:
        return dict(row.about_owner)

    @override
    def told(self, deed: str, thing: UUID | None = None, subject: UUID | None = None) -> None:
        record(f"benchmark:item:{deed}", object_id=thing, subject=subject)


class ClearStore(Store):
    """The same rows and queries, under row-level security too; no keys, no entries."""

    model = ClearItem
    title = "in clear"

    @override
    def content(self, key: UUID, version: int) -> str:
        return json.dumps(content_of(key, version))

    @override
    def first(self, row: Any) -> str:
        return str(self.fields(row)["field0"])

    @override
    def fields(self, row: Any) -> dict[str, str]:
        return dict(json.loads(row.about_owner))


def key_of(number: int) -> UUID:
    return UUID(int=(number + 1) * _SPREAD % (1 << 128))


def user_of(number: int) -> UUID:
    return UUID(int=(number // RECORDS_A_USER + 1) * _SPREAD * 3 % (1 << 128))


def content_of(key: UUID, version: int) -> dict[str, str]:
    """100 bytes of somebody's data."""
    return dict.fromkeys(FIELDS, f"{version:010}") | {"field0": key.hex[:10]}
