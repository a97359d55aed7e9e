"""Who and what is denied: the erased, the restricted, months that are over, tenants that left.

Each denial moves the store's generation, in the same transaction: what was cached before is void.
The generation only grows, and never says the same twice, whatever is lifted again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sotto.keyring.database import Database
from sotto.keyring.periods import Period


@dataclass(frozen=True, slots=True)
class Denials:
    """What changes something is called inside a transaction."""

    database: Database

    def is_erased(self, tenant: UUID, subject: UUID) -> bool:
        query = "SELECT 1 FROM tombstone WHERE tenant = ? AND subject = ?"
        return self.database.value(query, tenant.bytes, subject.bytes) is not None

    def is_forgotten(self, tenant: UUID, period: Period) -> bool:
        query = "SELECT 1 FROM forgotten WHERE tenant = ? AND period = ?"
        return self.database.value(query, tenant.bytes, period.to_bytes()) is not None

    def is_gone(self, tenant: UUID) -> bool:
        return self.database.value("SELECT 1 FROM gone WHERE tenant = ?", tenant.bytes) is not None

    def erased_among(self, tenant: UUID, subjects: Collection[UUID]) -> set[bytes]:
        query = (
            f"SELECT subject FROM tombstone WHERE tenant = ? AND subject IN ({_marks(subjects)})"  # noqa: S608 -- question marks.
        )
        names = [subject.bytes for subject in subjects]
        return {name for (name,) in self.database.read(query, tenant.bytes, *names)}

    def restricted_among(
        self, tenant: UUID, subjects: Collection[UUID], purpose: str
    ) -> set[bytes]:
        query = (
            "SELECT subject FROM restriction WHERE tenant = ? AND purpose = ? "  # noqa: S608
            f"AND subject IN ({_marks(subjects)})"
        )
        names = [subject.bytes for subject in subjects]
        return {name for (name,) in self.database.read(query, tenant.bytes, purpose, *names)}

    def restricted(self, tenant: UUID, subject: UUID) -> set[str]:
        """The purposes that are denied for a subject."""
        query = "SELECT purpose FROM restriction WHERE tenant = ? AND subject = ?"
        return {purpose for (purpose,) in self.database.read(query, tenant.bytes, subject.bytes)}

    def erase(self, tenant: UUID, subject: UUID, *, now: str) -> bool:
        """Set the tombstone. False when it stood already."""
        statement = "INSERT OR IGNORE INTO tombstone (tenant, subject, at) VALUES (?, ?, ?)"
        is_new = self.database.write(statement, tenant.bytes, subject.bytes, now) > 0
        if is_new:
            self.move_on()
        return is_new

    def forget(self, tenant: UUID, period: Period, *, now: str) -> bool:
        statement = "INSERT OR IGNORE INTO forgotten (tenant, period, at) VALUES (?, ?, ?)"
        is_new = self.database.write(statement, tenant.bytes, period.to_bytes(), now) > 0
        if is_new:
            self.move_on()
        return is_new

    def dismiss(self, tenant: UUID, *, now: str) -> bool:
        statement = "INSERT OR IGNORE INTO gone (tenant, at) VALUES (?, ?)"
        is_new = self.database.write(statement, tenant.bytes, now) > 0
        if is_new:
            self.move_on()
        return is_new

    def restrict(self, tenant: UUID, subject: UUID, denied: Collection[str]) -> bool:
        """Deny these purposes and no others. False when it was so already."""
        if self.restricted(tenant, subject) == set(denied):
            return False
        self.database.write(
            "DELETE FROM restriction WHERE tenant = ? AND subject = ?", tenant.bytes, subject.bytes
        )
        self.database.write_many(
            "INSERT INTO restriction (tenant, subject, purpose) VALUES (?, ?, ?)",
            [(tenant.bytes, subject.bytes, purpose) for purpose in sorted(set(denied))],
        )
        self.move_on()
        return True

    def move_on(self) -> None:
        """Make every cache void, once this is committed."""
        self.database.set_meta("generation", self.generation() + 1)

    def generation(self) -> int:
        return int(self.database.meta("generation"))

    def count(self) -> dict[str, int]:
        return {
            table: int(self.database.value(f"SELECT count(*) FROM {table}"))  # noqa: S608 -- ours.
            for table in ("tombstone", "restriction", "forgotten", "gone")
        }


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
