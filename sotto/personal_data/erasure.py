"""Erasing: a chain of steps, each durable before the next, each harmless to repeat.

Tombstone first, so that nothing is opened or sealed for the person from then on; then the key,
so that every copy anywhere goes dark; then the rows and files themselves. Evicting or deleting
first leaks: the person comes back through a cache or a late write. Art. 17; PBX-70, PBX-72, UCC-72.
"""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.lib.disks import sync
from sotto.personal_data import clearing, restrictions
from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.sealed_file import path_of
from sotto.personal_data.vocabulary import Purpose

DELETED, MISSING = "files deleted", "files missing"  # As counts and certificates say it.

# What stays open in the grace: to erase, to verify, to answer the person, and to claim.
_OPEN_IN_GRACE: Final = {Purpose.ERASE, Purpose.VERIFY, Purpose.ACCESS, Purpose.CLAIMS}


def begin(tenant: UUID, subject: UUID, *, grace: timedelta = timedelta()) -> Erasure:
    """Write the ledger's line. An erasure that was begun before, and not cancelled, is taken up."""
    erasure, _ = Erasure.objects.get_or_create(
        tenant_id=tenant,
        subject=subject,
        cancelled_at=None,
        defaults={"asked_at": timezone.now(), "asked_by": current_actor().id, "grace": grace},
    )
    return erasure


def locked(erasure: UUID) -> Erasure:
    """The ledger's line for this transaction alone: of two workers one waits, and then sees."""
    return Erasure.objects.select_for_update().get(pk=erasure)


def unfinished() -> list[Erasure]:
    """What is to be taken up in the current tenant: approved, and not certified."""
    return list(
        Erasure.objects.filter(certified_at=None, cancelled_at=None).exclude(approved_at=None)
    )


@restrictions.denies
def in_grace(subject: UUID) -> Collection[Purpose]:
    """Until it is final, the person's data opens for nothing that is ordinary."""
    waiting = Erasure.objects.filter(subject=subject, cancelled_at=None)
    is_waiting = waiting.exclude(restricted_at=None).exists()
    return set(Purpose) - _OPEN_IN_GRACE if is_waiting else ()


def restrict(erasure: Erasure) -> None:
    """Begin the grace. Without one there is nothing to restrict: the tombstone is next."""
    erasure.restricted_at = erasure.restricted_at or timezone.now()
    erasure.save()
    if erasure.grace:
        restrictions.apply(erasure.tenant_id, erasure.subject)


def cancel(erasure: Erasure) -> None:
    """Only while it is not final: the caller has looked, under the lock."""
    erasure.cancelled_at, erasure.cancelled_by = timezone.now(), current_actor().id
    erasure.save()
    if erasure.restricted_at is not None and erasure.grace:
        restrictions.apply(erasure.tenant_id, erasure.subject)


def make_final(erasure: Erasure) -> None:
    """Committed before the tombstone, so that no crash can part the two: no way back from here."""
    erasure.final_at = erasure.final_at or timezone.now()
    erasure.save()


def deny(erasure: Erasure) -> None:
    """From here on nobody opens or seals anything of this person, anywhere."""
    keyring().set_tombstone(erasure.tenant_id, erasure.subject, actor=current_actor().id)
    erasure.final_at = erasure.final_at or timezone.now()
    erasure.denied_at = erasure.denied_at or timezone.now()
    erasure.save()


def destroy_key(erasure: Erasure) -> None:
    """The epoch is read after the key has gone: no copy of the store that has it is younger."""
    keyring().destroy(erasure.tenant_id, erasure.subject, actor=current_actor().id)
    if erasure.destroyed_in is None:
        erasure.destroyed_in = int(keyring().status()["epoch"])
    erasure.destroyed_at = erasure.destroyed_at or timezone.now()
    erasure.save()


@transaction.atomic
def delete_records(erasure: Erasure, *, spared: clearing.Spared | None = None) -> None:
    """Delete or anonymise every row in which the person has a role; then their files.

    The names of the files are committed with the rows' end, and unlinked after: what a crash or a
    disk leaves is known by name. A table that refuses is noted, and the others go on.
    """
    erasure.forget_remains("deleted")
    cleared = clearing.clear(erasure.subject, spared=spared or {})
    for table, why in cleared.refused.items():
        erasure.note("deleted", table, why=why)
    counts = Counter({str(name): int(count) for name, count in erasure.counts.items()})
    counts.update(cleared.counts)
    waiting = {one["name"] for one in erasure.waiting_files}
    fresh = sorted(
        (name, table) for name, table in cleared.files.items() if name.hex not in waiting
    )
    erasure.waiting_files += [_waiting(erasure.tenant_id, name, table) for name, table in fresh]
    erasure.counts = dict(counts)
    erasure.deleted_at = erasure.deleted_at or timezone.now()
    erasure.save()


def unlink_files(erasure: Erasure) -> None:
    """Remove what `delete_records` has named, and count it; what can't be unlinked stays named.

    One that was there when it was named, and is not now, was unlinked by a try that was cut off.
    """
    erasure.forget_remains("files")
    counts = Counter({str(name): int(count) for name, count in erasure.counts.items()})
    left = []
    for one in erasure.waiting_files:
        path = path_of(erasure.tenant_id, UUID(one["name"]))
        try:
            path.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                sync(path.parent)  # It is counted: no loss of power may bring it back.
        except OSError as failure:
            left.append(one)
            erasure.note("files", one["name"], why=type(failure).__name__)
        else:
            counts[f"{one['table']}: {DELETED if one['was_there'] else MISSING}"] += 1
    erasure.counts, erasure.waiting_files = dict(counts), left
    erasure.save()


def _waiting(tenant: UUID, name: UUID, table: str) -> dict[str, Any]:  # Any: JSON
    try:
        path_of(tenant, name).lstat()
    except FileNotFoundError:
        was_there = False
    except OSError:  # It can't be looked at; unlinking will say more.
        was_there = True
    else:
        was_there = True
    return {"name": name.hex, "table": table, "was_there": was_there}
