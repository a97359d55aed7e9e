"""Open everything that was restored, with the keys that live: what a drill reports.

Who is erased is said by the ledger of the living system, not by the keyring that is being proved.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from sotto.keyring.client import Denial, Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data import envelope
from sotto.personal_data.actor import current_actor
from sotto.personal_data.envelope import EnvelopeDamaged
from sotto.personal_data.fields import Sealed, SealedFile, open_all, place_of
from sotto.personal_data.keys import keyring
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sealed_file import StoredFile, path_of, period_in
from sotto.trust.backup.rules import Findings
from sotto.trust.backup.services import databases
from sotto.trust.backup.services.load import WORKERS
from sotto.trust.backup.services.manifest import Manifest
from sotto.trust.backup.services.replay import Person
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within

_AT_ONCE = 500
Progress = Callable[[int, int], None]


class Fate(Enum):
    """What became of one sealed thing."""

    OPENED = "opened"
    CLOSED = "closed"
    FORGOTTEN = "forgotten"
    RESTRICTED = "restricted"
    DAMAGED = "damaged"
    MISSING = "missing"


@dataclass
class Opening:
    """Goes through every row of the database that is connected. erased: by the ledger."""

    manifest: Manifest
    erased: Collection[Person]
    progress: Progress = lambda *_: None
    findings: Findings = field(default_factory=Findings)
    _periods: dict[tuple[UUID, Period], Denial | None] = field(default_factory=dict)

    def run(self) -> Findings:
        """Raises KeyringUnavailable."""
        self._compare_counts()
        self.findings.people_erased = len(set(self.erased))
        for tenant in [one.pk for one in all_tenants()]:
            gone = {subject for owner, subject in self.erased if owner == tenant}
            with within(tenant):
                for holding in holdings():
                    self._table(holding, gone)
        return self.findings

    def _compare_counts(self) -> None:
        for name, table in self.manifest.tables.items():
            count = databases.count_rows(name)
            self.findings.rows += count
            self.findings.rows_differ += count != (0 if name == WORKERS else table.rows)

    def _table(self, holding: Holding, gone: set[UUID]) -> None:
        everything = holding.model._default_manager.order_by("pk").iterator(chunk_size=_AT_ONCE)
        while rows := list(islice(everything, _AT_ONCE)):
            for column in (*holding.sealed, *holding.key_shares):
                self._column(rows, column, gone)
            for file in holding.files:
                for row in rows:
                    self._file(row, file, gone)
            self.progress(self.findings.living_opened, self.manifest.rows)

    def _column(self, rows: Sequence[models.Model], column: Sealed, gone: set[UUID]) -> None:
        full = [row for row in rows if isinstance(row.__dict__.get(column.attname), bytes)]
        for row, fate in zip(full, self._fates(full, column), strict=True):
            self._count(fate, is_erased=bool(gone & _subjects(row, column)))

    def _fates(self, rows: Sequence[models.Model], column: Sealed) -> Iterator[Fate]:
        try:
            opened = open_all(rows, column)
        except (EnvelopeDamaged, ValueError):  # One of them; each by itself, then.
            yield from (self._fate_of_one(row, column) for row in rows)
            return
        for row, one in zip(rows, opened, strict=True):
            if one.restricted:
                yield Fate.RESTRICTED
            else:
                yield self._closed(row, column) if one.erased else Fate.OPENED

    def _fate_of_one(self, row: models.Model, column: Sealed) -> Fate:
        try:
            [one] = open_all([row], column)
        except (EnvelopeDamaged, ValueError):
            return Fate.DAMAGED
        if one.restricted:
            return Fate.RESTRICTED
        return self._closed(row, column) if one.erased else Fate.OPENED

    def _closed(self, row: models.Model, column: Sealed) -> Fate:
        raw = row.__dict__[column.attname]
        return self._why(row.tenant_id, envelope.Header.from_bytes(raw).period)  # type: ignore[attr-defined]

    def _why(self, tenant: UUID, period: Period) -> Fate:
        """A month that retention has destroyed is forgotten, not lost."""
        if (tenant, period) not in self._periods:
            [answer] = self._ask(tenant, Wanted((), period))
            self._periods[tenant, period] = answer if isinstance(answer, Denial) else None
        destroyed = self._periods[tenant, period] is Denial.ERASED
        return Fate.FORGOTTEN if destroyed else Fate.CLOSED

    def _file(self, row: models.Model, column: SealedFile, gone: set[UUID]) -> None:
        name = getattr(row, column.attname)
        if name is not None:
            fate = self._fate_of_file(row, column, name)
            self._count_file(fate, is_erased=bool(gone & _subjects(row, column)))

    def _fate_of_file(self, row: models.Model, column: SealedFile, name: UUID) -> Fate:
        tenant: UUID = row.tenant_id  # type: ignore[attr-defined]
        if not path_of(tenant, name).exists():
            return Fate.MISSING
        stored = StoredFile(row, column)
        try:
            reader = stored.open_()
            if reader is None:
                return self._why_no_file(row, column, period_in(path_of(tenant, name)))
            for _ in reader:
                pass
        except (EnvelopeDamaged, ValueError):
            return Fate.DAMAGED
        return Fate.OPENED

    def _why_no_file(self, row: models.Model, column: SealedFile, period: Period) -> Fate:
        place = place_of(row, column)
        [answer] = self._ask(place.tenant, Wanted(place.subjects, period))
        if answer is Denial.RESTRICTED:
            return Fate.RESTRICTED
        return self._why(place.tenant, period)

    def _ask(self, tenant: UUID, wanted: Wanted) -> list[AESGCM | Denial]:
        actor = current_actor()
        use = Use(actor.id, actor.purpose, "backup.Drill.periods")
        return keyring().answers(tenant, [wanted], use)

    def _count(self, fate: Fate, *, is_erased: bool) -> None:
        found = self.findings
        match fate, is_erased:
            case Fate.OPENED, True:
                found.erased_opened += 1
            case Fate.OPENED, False:
                found.living_opened += 1
            case Fate.DAMAGED, _:
                found.damaged += 1
            case _, True:
                found.erased_closed += 1
            case Fate.FORGOTTEN, _:
                found.forgotten += 1
            case Fate.RESTRICTED, _:
                found.restricted += 1
            case _:
                found.living_closed += 1

    def _count_file(self, fate: Fate, *, is_erased: bool) -> None:
        found = self.findings
        match fate, is_erased:
            case Fate.OPENED, True:
                found.files_erased_opened += 1
            case Fate.OPENED, False:
                found.files_living_opened += 1
            case Fate.DAMAGED, _:
                found.damaged += 1
            case _, True:
                found.files_erased_closed += 1
            case Fate.MISSING, _:
                found.files_missing += 1
            case Fate.FORGOTTEN, _:
                found.files_forgotten += 1
            case Fate.RESTRICTED, _:
                found.restricted += 1
            case _:
                found.files_living_closed += 1


def _subjects(row: models.Model, column: Sealed | SealedFile) -> set[UUID]:
    """About whom it is; what was made together is about all who have a share."""
    return set(place_of(row, column).subjects)
