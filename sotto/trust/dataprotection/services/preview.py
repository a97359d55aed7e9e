"""The dry run: what erasing would reach, whom else it touches, and what is kept and why.

It changes nothing. Approving names the dry run that was seen, by a signed token: one that shows
less than would be erased now is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q
from django.utils import timezone

from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.vocabulary import Erase
from sotto.trust.dataprotection import rules
from sotto.trust.dataprotection.services.errors import PreviewForeign, PreviewStale
from sotto.trust.holds.models import Hold
from sotto.trust.holds.queries import held_in, held_rows, in_force, unapproved
from sotto.trust.retention.services import keep_until

_SALT = "sotto.dry-run"
ACCOUNTABILITY = "Art. 5(2) and 17(3)(b) GDPR: accounting for what was done, under a pseudonym"
CLAIMS = "Art. 17(3)(e) GDPR: legal claims; a legal hold keeps it, and is looked at again"


@dataclass(frozen=True, slots=True)
class Exemption:
    """What is kept although its person goes. until: None where only a person can say when."""

    table: str
    title: str
    count: int
    ground: str
    until: date | None

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        until = None if self.until is None else self.until.isoformat()
        return {
            "table": self.table,
            "title": self.title,
            "count": self.count,
            "ground": self.ground,
            "until": until,
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """counts: rows that go or lose this person, by table. others: people who have a part in them.

    titles: the tables in plain words. files: how many sealed files go. awaited: how many rows a
    legal hold would keep that somebody has yet to approve.
    """

    subject: UUID
    counts: dict[str, int]
    titles: dict[str, str]
    others: dict[str, int]
    files: int
    awaited: int
    kept: list[Exemption]

    @property
    def token(self) -> str:
        """Proves which dry run was seen; signed, and without any word about the person."""
        return signing.dumps(self._seen(), salt=_SALT, compress=True)

    def refuse_if_grown_since(self, token: str) -> None:
        """Raises PreviewStale, PreviewForeign."""
        try:
            seen = signing.loads(token, salt=_SALT)
        except signing.BadSignature:
            raise PreviewForeign from None
        if seen["subject"] != str(self.subject):
            raise PreviewForeign
        now = self._seen()
        if rules.has_grown(seen["counts"], now["counts"]):
            raise PreviewStale

    def _seen(self) -> dict[str, Any]:  # Any: JSON
        counts = {**self.counts, "files": self.files, "awaited": self.awaited}
        return {"subject": str(self.subject), "counts": counts}


def preview_of(subject: UUID) -> Preview:
    """The dry run for one person in the current tenant."""
    counts: dict[str, int] = {}
    titles: dict[str, str] = {}
    others: dict[str, int] = {}
    files = awaited = 0
    holds, waiting = list(in_force()), list(unapproved())
    for holding in holdings():
        titles[holding.label] = holding.title
        reached = _reached(holding, subject, holds)
        if count := reached.count():
            counts[holding.label] = count
            others[holding.label] = _others_in(holding, reached, subject)
            files += _files_of(holding, reached, subject)
            awaited += reached.filter(held_in(holding, waiting)).count() if waiting else 0
    return Preview(subject, counts, titles, others, files, awaited, exemptions_of(subject))


def exemptions_of(subject: UUID) -> list[Exemption]:
    """What is kept although its person goes: as the declarations say, and what holds keep."""
    return [*_kept_as_pseudonym(subject), *_kept_by_holds(subject)]


def _reached(holding: Holding, subject: UUID, holds: list[Hold]) -> Any:
    """The rows that erasing deletes, or takes the person out of; not those that a hold keeps.

    Any: a query set of the table's model.
    """
    where = Q(pk__in=[])
    for column in holding.subjects:
        if holding.declared.erase[column.role] is not Erase.KEEP_PSEUDONYM:
            where |= Q(**{column.name: subject})
    return holding.model._default_manager.filter(where).exclude(held_in(holding, holds))


def _others_in(holding: Holding, reached: Any, subject: UUID) -> int:
    """How many other people the rows that are reached are about as well."""
    found: set[UUID] = set()
    for column in holding.subjects:
        found |= set(reached.order_by().values_list(column.name, flat=True).distinct())
    return len(found - {subject, None})


def _files_of(holding: Holding, reached: Any, subject: UUID) -> int:
    columns = {one.role: one.name for one in holding.subjects}
    return sum(
        reached.filter(**{columns[role]: subject}).exclude(**{file.name: None}).count()
        for file in holding.files
        for role in file.about
    )


def _kept_as_pseudonym(subject: UUID) -> Iterator[Exemption]:
    for holding in holdings():
        for column in holding.subjects:
            if holding.declared.erase[column.role] is Erase.KEEP_PSEUDONYM:
                rows = holding.model._default_manager.filter(**{column.name: subject})
                if count := rows.count():
                    title = holding.title
                    yield Exemption(holding.label, title, count, ACCOUNTABILITY, _end_of(holding))


def _kept_by_holds(subject: UUID) -> Iterator[Exemption]:
    held = held_rows(subject)
    if not held:
        return
    review = min(in_force().values_list("review_on", flat=True), default=None)
    for holding in holdings():
        if ids := held.get(holding.label):
            title = holding.title
            yield Exemption(holding.label, title, len(ids), CLAIMS, review)


def _end_of(holding: Holding) -> date | None:
    """The last day of what is written today; older entries go earlier."""
    return keep_until(holding.declared.retention, timezone.now().date())
