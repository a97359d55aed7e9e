"""Export somebody, an account, or a whole customer: one archive each, streamed (ENT-60 to ENT-62).

Written to whoever asks, never to a disk of ours; encrypted on request, so that it can be handed
over (age: a password or a recipient's key). What it holds: `archive`.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sotto.lib.age import Lock
from sotto.personal_data.access import count_items
from sotto.personal_data.actor import Actor, acting, current_actor
from sotto.personal_data.registry import holdings
from sotto.personal_data.vocabulary import OWNER, Category, Purpose
from sotto.trust.access.queries import accounts_of
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.services.archive import Facts, Outlet, PersonArchive, passed_on
from sotto.trust.dataprotection.services.archive.facts import LANGUAGES
from sotto.trust.dataprotection.services.archive.writing import Progress
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import within
from sotto.web.errors import Refused

_CHUNK_BYTES = 64 * 1024


class NothingHeld(Refused):
    """Of this tenant: what another one has is nothing to this one."""

    status = 404
    text = _("Nothing is held about this person here.")


@dataclass(frozen=True)
class Exported:
    """How many items of each table, and how many files, an archive holds."""

    items: dict[str, int]
    files: int


@dataclass(frozen=True)
class Wish:
    """How an archive is wanted. language: of what people read; the tenant's when empty."""

    language: str = ""
    locks: Sequence[Lock] = field(default=(), repr=False)
    progress: Progress = lambda *_: None


def export_subject(
    tenant: UUID,
    subject: UUID,
    *,
    to: BinaryIO,
    wish: Wish = Wish(),
    progress: Progress | None = None,
) -> Exported:
    """Write the archive of one person. Raises NothingHeld, before a byte is written."""
    if progress is not None:
        wish = Wish(wish.language, wish.locks, progress)
    streamed = SubjectExport(tenant, subject, wish)
    to.writelines(streamed.chunks())
    return streamed.exported


def export_tenant(tenant: UUID, *, to: BinaryIO, wish: Wish = Wish()) -> Exported:
    """Write the archive of a customer with all its people and accounts: a folder each (ENT-61)."""
    streamed = TenantExport(tenant, wish)
    to.writelines(streamed.chunks())
    return streamed.exported


class SubjectExport:
    """An archive on its way: `chunks` once, then `exported`. For a page that streams it."""

    def __init__(self, tenant: UUID, subject: UUID, wish: Wish = Wish()) -> None:
        """Raises NothingHeld. Says in the trail that it was asked for, whatever becomes of it."""
        self._tenant, self._subject, self._wish = tenant, subject, wish
        self._actor = current_actor()  # Chunks may be fetched when the request is over.
        self.exported = Exported({}, 0)
        with _collecting(tenant, self._actor):
            if not count_items(subject, actors=actors_of(subject)):
                raise NothingHeld(subject)
            record("dataprotection:person:exported", subject=subject)

    def chunks(self) -> Iterator[bytes]:
        outlet = Outlet(self._wish.locks)
        with _collecting(self._tenant, self._actor) as tenant:
            with _zip(outlet) as archive:
                person = _person(archive, tenant, self._subject, self._wish)
                yield from _fetched(outlet, person.pieces())
            self.exported = Exported(person.items, person.files)
        yield _last(outlet)


class TenantExport:
    """The same of a customer."""

    def __init__(self, tenant: UUID, wish: Wish = Wish()) -> None:
        self._tenant, self._wish = tenant, wish
        self._actor = current_actor()
        self.exported = Exported({}, 0)
        with _collecting(tenant, self._actor):
            record("dataprotection:tenant:exported", object_id=tenant)

    def chunks(self) -> Iterator[bytes]:
        outlet = Outlet(self._wish.locks)
        items: Counter[str] = Counter()
        files = 0
        with _collecting(self._tenant, self._actor) as tenant, _zip(outlet) as archive:
            archive.writestr(
                "tenant.json", json.dumps(_about(tenant), ensure_ascii=False, indent=1)
            )
            people = _served(self._tenant)
            for done, subject in enumerate(people, start=1):
                silent = Wish(self._wish.language)
                person = _person(archive, tenant, subject, silent, folder=f"people/{subject}/")
                yield from _fetched(outlet, person.pieces())
                items.update(person.items)
                files += person.files
                self._wish.progress(done, len(people))
        self.exported = Exported(dict(items), files)
        yield _last(outlet)


def actors_of(subject: UUID) -> tuple[str, ...]:
    """As whom somebody acts in this tenant: its accounts, by which the audit trail names it."""
    return tuple(str(account) for account in accounts_of(subject))


def _served(tenant: UUID) -> list[UUID]:
    """Everybody for whom the tenant has something set up: people, accounts; no other parties."""
    found: dict[UUID, None] = {}
    for holding in holdings():
        if holding.declared.category is Category.PROVISIONING:
            for column in holding.subjects:
                if column.role == OWNER:
                    rows = holding.model._default_manager.filter(tenant=tenant)
                    found |= dict.fromkeys(rows.values_list(column.name, flat=True).distinct())
    return sorted(found)


def _about(tenant: Tenant) -> dict[str, str]:
    return {
        "id": str(tenant.pk),
        "name": tenant.name,
        "domain": tenant.domain,
        "country": tenant.country,
        "language": tenant.language,
        "made_at": tenant.made_at.isoformat(timespec="seconds"),
    }


def _person(
    archive: zipfile.ZipFile, tenant: Tenant, subject: UUID, wish: Wish, *, folder: str = ""
) -> PersonArchive:
    language = wish.language or tenant.language
    facts = Facts(
        tenant=tenant,
        subject=subject,
        made_at=datetime.now(UTC),
        language=language if language in LANGUAGES else LANGUAGES[0],
        told=passed_on(subject),
    )
    return PersonArchive(
        archive, facts, actors=actors_of(subject), folder=folder, progress=wish.progress
    )


@contextmanager
def _collecting(tenant: UUID, actor: Actor) -> Iterator[Tenant]:
    """For the purpose that even a restriction leaves, as whoever asked."""
    with (
        acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface),
        within(tenant),
    ):
        yield tenant_by_id(tenant)


@contextmanager
def _zip(outlet: Outlet) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(
        outlet,  # All that it asks of a stream.
        "w",
        zipfile.ZIP_DEFLATED,
        compresslevel=1,
    ) as archive:
        yield archive


def _fetched(outlet: Outlet, pieces: Iterator[None]) -> Iterator[bytes]:
    """What has come together, in pieces that are worth sending."""
    for _piece in pieces:
        if outlet.waiting >= _CHUNK_BYTES:
            yield outlet.fetch()


def _last(outlet: Outlet) -> bytes:
    outlet.close()
    return outlet.fetch()
