"""Erasing: a chain of steps, each durable before the next, each harmless to repeat.

Tombstone first, so that nothing is opened or sealed for the person from then on; then the key,
so that every copy anywhere goes dark; then the rows and files themselves. Evicting or deleting
first leaks: the person comes back through a cache or a late write. Art. 17; PBX-70, PBX-72, UCC-72.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.sealed_file import StoredFile
from sotto.personal_data.vocabulary import Erase, Role


def begin(tenant: UUID, subject: UUID) -> Erasure:
    """Write the ledger's line. An erasure that was begun before is taken up."""
    erasure, _ = Erasure.objects.get_or_create(
        tenant_id=tenant, subject=subject, defaults={"asked_at": timezone.now()}
    )
    return erasure


def unfinished() -> list[Erasure]:
    """What a crash cut off, in the current tenant."""
    return list(Erasure.objects.filter(deleted_at=None))


def deny(erasure: Erasure) -> None:
    """From here on nobody opens or seals anything of this person, anywhere."""
    keyring().set_tombstone(erasure.tenant_id, erasure.subject, actor=current_actor().id)
    erasure.denied_at = erasure.denied_at or timezone.now()
    erasure.save()


def destroy_key(erasure: Erasure) -> None:
    keyring().destroy(erasure.tenant_id, erasure.subject, actor=current_actor().id)
    erasure.destroyed_at = erasure.destroyed_at or timezone.now()
    erasure.save()


@transaction.atomic
def delete_records(erasure: Erasure) -> None:
    """Delete or anonymise every row, and every file, in which the person has a role."""
    counts = dict(erasure.counts)
    for holding in holdings():
        for deed, count in _clear(holding, erasure.subject).items():
            counts[f"{holding.label}: {deed}"] = counts.get(f"{holding.label}: {deed}", 0) + count
    erasure.counts = counts
    erasure.deleted_at = timezone.now()
    erasure.save()


def _clear(holding: Holding, subject: UUID) -> dict[str, int]:
    """What was done, and to how many rows."""
    done: dict[str, int] = {}
    files = _delete_files(holding, subject)
    if files:
        done["files deleted"] = files
    for column in holding.subjects:
        rows = holding.model._default_manager.filter(**{column.name: subject})
        match holding.declared.erase[column.role]:
            case Erase.DELETE_ROW:
                count = rows.delete()[0]
                deed = "rows deleted"
            case Erase.ANONYMISE:
                count = rows.update(**_blank(holding, column.role))
                deed = "rows anonymised"
            case Erase.KEEP_PSEUDONYM:
                count, deed = rows.count(), "rows kept under a dead pseudonym"
        if count:
            done[deed] = done.get(deed, 0) + count
    _delete_deserted(holding, done)
    return done


def _blank(holding: Holding, role: Role) -> dict[str, None]:
    """Nothing is left of whoever has this role in a row."""
    sealed = {one.name: None for one in holding.sealed if role in one.about}
    clear = dict.fromkeys(holding.columns_about(role))
    subject = {one.name: None for one in holding.subjects if one.role == role}
    return {**sealed, **clear, **subject}


def _delete_deserted(holding: Holding, done: dict[str, int]) -> None:
    """A row that is about nobody any more has no reason to be kept."""
    if "rows anonymised" in done:
        everybody = {f"{one.name}__isnull": True for one in holding.subjects}
        holding.model._default_manager.filter(**everybody).delete()


def _delete_files(holding: Holding, subject: UUID) -> int:
    """A file goes when anyone goes without whom it can't be opened."""
    if not holding.files:
        return 0
    deleted = 0
    for row in holding.rows_about(subject):
        roles = holding.roles_in(row, subject)
        for column in holding.files:
            if roles & set(column.about):
                deleted += StoredFile(row, column).delete()
    return deleted
