"""What several people made together and nobody can part: one content key, shared out among them.

The key is random and stands nowhere in the clear: each participant's row holds a share of it,
sealed under that participant's own key (`KeyShare`), and bound to that row. What erasing one of
them does is decided when the key is made (`Sharing`):

any erases: all shares together are the key (they are split by XOR). Destroying one person's key
closes the content in every copy there is, backups included.
last erases: each share is the key. The content opens while one of them lives.
controller decides: as before, but shut as soon as one is erased, until somebody decides.

Mixed audio of a conference, minutes, a whiteboard: PBX-02, UCC-72.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.models import F
from typing_extensions import override

from sotto.keyring.periods import Period
from sotto.personal_data.envelope import Place
from sotto.personal_data.fields import (
    Opened,
    Sealed,
    SealedFile,
    UnderSubjects,
    open_all,
)
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.records import seal
from sotto.personal_data.registry import Holding, holding_of
from sotto.personal_data.sealed_file import path_of
from sotto.personal_data.sharing import SharingField, sharing_column, sound_rules
from sotto.personal_data.vocabulary import PERIOD, Role, Sharing

KEY_BYTES = 32


class KeyIsSplit(Exception):
    """Under `any erases` nobody can join later: what is made from now on is a new record."""


class KeyShare(Sealed):
    """A participant's share of the content key of the record that its row `shares`."""

    is_key_share = True

    def __init__(self, *, about: Role, **options: Any) -> None:
        options.setdefault("null", True)
        super().__init__(about=about, holds={"share": str, "of": int}, **options)


class _UnderContentKey(UnderSubjects):
    """Opens by the record's content key, whoever's shares it takes."""

    @override
    def ciphers(
        self,
        rows: Sequence[models.Model],
        periods: Sequence[Period],
        *,
        places: Sequence[Place] = (),
        create: bool = False,
    ) -> list[AESGCM | None]:
        """One for each row; None where too few are left who have a share."""
        return [None if key is None else AESGCM(key) for key in _content_keys(rows)]

    @override
    def restricted(self, rows: Sequence[tuple[models.Model, Period]]) -> set[UUID]:
        """Those of which a share can't be opened for now, or that wait for the controller."""
        found = _shares_of([row for row, _ in rows])
        return {
            pk
            for pk, shares in found.items()
            if any(opened.restricted or policy == Sharing.WAITING for policy, opened in shares)
        }


class SharedSealed(_UnderContentKey, Sealed):
    """Values about all participants together."""

    def __init__(self, *, holds: Mapping[str, type], **options: Any) -> None:
        options.setdefault("null", True)
        super().__init__(about=PERIOD, holds=holds, **options)


class SharedFile(_UnderContentKey, SealedFile):
    """A sealed file about all participants together."""

    def __init__(
        self, *, show: Callable[[bytes], bytes] = bytes, suffix: str = "bin", **options: Any
    ) -> None:
        super().__init__(about=(), show=show, suffix=suffix, **options)


@transaction.atomic
def share(record: models.Model, parts: Sequence[models.Model]) -> None:
    """Make the content key of a stored record, and store `parts`, each with its share.

    The policy is what the record's `SharingField` says. Raises SubjectErased, FieldError when the
    record has been shared out before, or by a rule that is not sound for its table.
    """
    holding = holding_of(type(record))
    by, column = _shares(holding)
    if by.model._default_manager.filter(**{by.declared.shares: record}).exists():
        raise FieldError(f"{holding.label} is shared out already.")
    rule = getattr(record, sharing_column(holding).attname)
    if rule not in sound_rules(type(record)):
        raise FieldError(f"{holding.label} can't be shared by this rule.")
    key = secrets.token_bytes(KEY_BYTES)
    split = rule == Sharing.ANY
    shares = _split(key, len(parts)) if split else [key] * len(parts)
    for part, one in zip(parts, shares, strict=True):
        setattr(part, column.attname, {"share": one.hex(), "of": len(parts) if split else 1})
    by.model._default_manager.bulk_create(seal(parts))


@transaction.atomic
def let_in(record: models.Model, part: models.Model) -> None:
    """Store `part` with a share of a content key that exists.

    Raises KeyIsSplit, and SubjectErased when nobody is left who could share it.
    """
    holding = holding_of(type(record))
    _, column = _shares(holding)
    if policy_of(record) == Sharing.ANY:
        raise KeyIsSplit
    [key] = _content_keys([record])
    if key is None:
        raise SubjectErased
    setattr(part, column.attname, {"share": key.hex(), "of": 1})
    part.save(force_insert=True)


def settle(model: type[models.Model], records: Collection[UUID]) -> set[UUID]:
    """Apply each record's policy, after somebody's share of it has gone. Repeating does no harm.

    The names of the files that are to be unlinked.
    """
    holding = holding_of(model)
    if not any(isinstance(one, SharingField) for one in model._meta.local_concrete_fields):
        return set()
    by, column = _shares(holding)
    sharing = sharing_column(holding).name
    rows = model._default_manager.filter(pk__in=records)
    held = by.model._default_manager.filter(**{f"{column.name}__isnull": False})
    orphaned = rows.exclude(pk__in=held.values(by.declared.shares))
    gone = set(rows.filter(**{sharing: Sharing.ANY}).values_list("pk", flat=True))
    gone |= set(orphaned.values_list("pk", flat=True))
    rows.exclude(pk__in=gone).filter(**{sharing: Sharing.CONTROLLER}).update(
        **{sharing: Sharing.WAITING}
    )
    return _forget(holding, gone)


def undecided(model: type[models.Model]) -> "models.QuerySet[models.Model]":
    """Records that wait for the controller, since one of their people was erased."""
    return model._default_manager.filter(
        **{sharing_column(holding_of(model)).name: Sharing.WAITING}
    )


@transaction.atomic
def decide(record: models.Model, *, keep: bool) -> bool:
    """The controller's word: keep the content for those who are left, or let it go for all.

    Only a record that waits is changed: True when it was. The caller notes who decided.
    """
    holding = holding_of(type(record))
    waiting = undecided(type(record)).filter(pk=record.pk).select_for_update()
    if not waiting.exists():
        return False
    waiting.update(**{sharing_column(holding).name: Sharing.CONTROLLER})
    if not keep:
        files = _forget(holding, {record.pk})
        tenant: UUID = record.tenant_id  # type: ignore[attr-defined]
        transaction.on_commit(lambda: _unlink(tenant, files))
    return True


def policy_of(record: models.Model) -> Sharing:
    """As the table has it now."""
    column = sharing_column(holding_of(type(record))).attname
    rows = type(record)._default_manager.filter(pk=record.pk)
    return Sharing(rows.values_list(column, flat=True).get())


def _forget(holding: Holding, records: Collection[UUID]) -> set[UUID]:
    """Take content and shares out of these records. The names of their files."""
    by, column = _shares(holding)
    rows = holding.model._default_manager.filter(pk__in=records)
    columns = [one for one in holding.model._meta.local_concrete_fields if _is_shared(one)]
    files = [one.name for one in columns if isinstance(one, SharedFile)]
    names = {name for row in rows.values_list(*files) for name in row} if files else set()
    rows.update(**dict.fromkeys([one.name for one in columns]))
    of_them = by.model._default_manager.filter(**{f"{by.declared.shares}__in": records})
    of_them.update(**{column.name: None})
    return names - {None}


def _unlink(tenant: UUID, files: Collection[UUID]) -> None:
    for name in files:
        path_of(tenant, name).unlink(missing_ok=True)


def _is_shared(column: object) -> bool:
    return isinstance(column, _UnderContentKey)


def _content_keys(rows: Sequence[models.Model]) -> list[bytes | None]:
    found = _shares_of(rows)
    return [_joined(found[row.pk]) for row in rows]


def _shares_of(rows: Sequence[models.Model]) -> Mapping[UUID, list[tuple[str, Opened]]]:
    """By record, its policy with each share: one query and one request for keys for all.

    The policy is read anew, not off the rows, which may be older than an erasure.
    """
    found: dict[UUID, list[tuple[str, Opened]]] = defaultdict(list)
    if not rows:
        return found
    holding = holding_of(type(rows[0]))
    by, column = _shares(holding)
    policy = F(f"{by.declared.shares}__{sharing_column(holding).name}")
    asked = {f"{by.declared.shares}__in": [row.pk for row in rows], f"{column.name}__isnull": False}
    parts = list(by.model._default_manager.filter(**asked).annotate(policy=policy).order_by("pk"))
    reference = by.model._meta.get_field(by.declared.shares).attname  # type: ignore[union-attr]
    for part, opened in zip(parts, open_all(parts, column), strict=True):
        found[getattr(part, reference)].append((part.policy, opened))
    return found


def _joined(shares: Sequence[tuple[str, Opened]]) -> bytes | None:
    """The key, or None when the policy says that too few shares open."""
    opened = [bytes.fromhex(one["share"]) for _, one in shares if one]
    if not opened:
        return None
    policy, total = Sharing(shares[0][0]), next(one["of"] for _, one in shares if one)
    match policy:
        case Sharing.ANY:
            return _xor(opened) if len(opened) == total else None
        case Sharing.LAST:
            return opened[0]
        case Sharing.CONTROLLER:
            return opened[0] if len(opened) == len(shares) else None
        case Sharing.WAITING:
            return None


def _split(key: bytes, parts: int) -> list[bytes]:
    """Random shares of which all together are the key, and fewer tell nothing."""
    rest = [secrets.token_bytes(KEY_BYTES) for _ in range(parts - 1)]
    return [*rest, _xor([key, *rest])]


def _xor(values: Sequence[bytes]) -> bytes:
    total = 0
    for value in values:
        total ^= int.from_bytes(value)
    return total.to_bytes(KEY_BYTES)


def _shares(holding: Holding) -> tuple[Holding, KeyShare]:
    """The table whose rows hold the shares of this table's records, and its column."""
    for by in holding.shared_by:
        for column in by.model._meta.local_concrete_fields:
            if isinstance(column, KeyShare):
                return by, column
    raise FieldError(f"No table holds shares of the key of {holding.label}.")
