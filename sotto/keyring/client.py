"""The application's side of the keyring: data keys by the batch, cached while nobody is denied.

The cache cannot outlive a denial: the keyring counts those in eight mapped bytes, and a key is
used only while that count is the one under which it was fetched. Evicting caches instead left
stale keys in 19 of 20 measured races.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sotto.keyring.cache import Cache
from sotto.keyring.connection import Connection
from sotto.keyring.generation import GenerationReader
from sotto.keyring.periods import Period
from sotto.keyring.protocol import SignatureKind
from sotto.keyring.refusals import (
    HoldStands,
    HoldUnknown,
    KeyringRefused,
    KeyringUnavailable,
    NoTombstone,
    PurposeNotAllowed,
    StandingPeriod,
    TenantGone,
    TooManyKeys,
    TwoPeopleNeeded,
)
from sotto.keyring.wanted import Answer, Denial, Use, Wanted, asking, batches, numbers, plain, read

__all__ = [
    "Denial",
    "HoldStands",
    "HoldUnknown",
    "KeyringClient",
    "KeyringRefused",
    "KeyringUnavailable",
    "NoTombstone",
    "PurposeNotAllowed",
    "StandingPeriod",
    "TenantGone",
    "TooManyKeys",
    "TwoPeopleNeeded",
    "Use",
    "Wanted",
]
_LONG = 600.0  # Seconds: what goes over every key.


_For = tuple[UUID, str, str]  # Tenant, for whom, what for.


class KeyringClient:
    """Thread-safe; reconnects by itself. Everything raises KeyringUnavailable, KeyringRefused."""

    def __init__(self, path: Path, generation: Path, *, timeout: float = 10.0) -> None:
        """timeout: seconds until the keyring counts as away."""
        self._connection = Connection(path, timeout=timeout)
        self._generation_file = generation
        self._generation: GenerationReader | None = None
        self._cache: Cache[_For, Wanted, AESGCM] = Cache(-1)
        self._index_keys: Cache[None, UUID, bytes] = Cache(-1)

    def keys(
        self, tenant: UUID, wanted: Sequence[Wanted], use: Use, *, create: bool = False
    ) -> list[AESGCM | None]:
        """A cipher for each wanted; None where the key is destroyed or denied."""
        answers = self.answers(tenant, wanted, use, create=create)
        return [None if isinstance(one, Denial) else one for one in answers]

    def answers(
        self, tenant: UUID, wanted: Sequence[Wanted], use: Use, *, create: bool = False
    ) -> list[Answer]:
        """A cipher for each wanted, or why there is none.

        What is fetched counts only if nothing was denied meanwhile; else it is asked for again.
        """
        while True:
            count = self._count()
            cache, shelf = self._cache_of(count), (tenant, use.actor, use.purpose)
            known = cache.on(shelf)
            found = [known.get(one) for one in wanted]
            missing = {one: None for one, key in zip(wanted, found, strict=True) if key is None}
            if not missing:
                return found  # type: ignore[return-value] # None is missing.
            fetched = self._fetch(tenant, [*missing], use, create=create)
            if self._count() == count:
                cache.keep(shelf, _given(fetched))
                return [key or fetched[one] for one, key in zip(wanted, found, strict=True)]

    def index_key(self, tenant: UUID, *, actor: str) -> bytes:
        """The tenant's key for digests in projections; in memory only, and cached here."""
        count = self._count()
        if self._index_keys.generation != count:
            self._index_keys = Cache(count)
        cache = self._index_keys
        key = cache.on(None).get(tenant)
        if key is None:
            asked = {"do": "index_key", "tenant": str(tenant), "actor": actor}
            key = bytes.fromhex(self._ask(asked)["key"])
            cache.keep(None, {tenant: key})
        return key

    # Signing.
    def sign(self, kind: SignatureKind, payload: bytes, *, actor: str = "system") -> bytes:
        """An Ed25519 signature, 64 bytes; the private key never leaves the keyring."""
        encoded = base64.b64encode(payload).decode()
        answer = self._ask({"do": "sign", "kind": kind, "payload": encoded, "actor": actor})
        return base64.b64decode(answer["signature"])

    def public_key(self, kind: SignatureKind) -> bytes:
        """32 bytes."""
        return bytes.fromhex(self._ask({"do": "public_key", "kind": kind})["key"])

    # Denying and destroying.
    def set_tombstone(self, tenant: UUID, subject: UUID, *, actor: str) -> bool:
        """Deny for ever. True when it is new."""
        return self._done("tombstone", tenant, actor, subject=str(subject))

    def destroy(self, tenant: UUID, subject: UUID, *, actor: str) -> bool:
        """Destroy behind the tombstone. True when there was a key. Raises NoTombstone."""
        return self._done("destroy", tenant, actor, subject=str(subject))

    def destroy_period(self, tenant: UUID, period: Period, *, actor: str) -> bool:
        """That month of that class is gone everywhere, and stays so. Raises StandingPeriod."""
        retention, month = numbers(period)
        return self._done("destroy_period", tenant, actor, retention=retention, month=month)

    def destroy_tenant(self, tenant: UUID, *, actor: str) -> bool:
        """Everything of a tenant is gone everywhere. Raises HoldStands."""
        return self._done("destroy_tenant", tenant, actor)

    def restrict(self, tenant: UUID, subject: UUID, denied: Collection[str], *, actor: str) -> bool:
        """Deny these purposes, and no others, from now on; none lifts. True when it changed."""
        purposes = sorted(set(denied))
        return self._done("restrict", tenant, actor, subject=str(subject), denied=purposes)

    # Legal holds.
    def hold(
        self, tenant: UUID, hold: UUID, wanted: Sequence[Wanted], *, actors: tuple[str, str]
    ) -> list[bool]:
        """Keep these data keys beyond erasure; for each whether it is kept. May be repeated.

        actors: who asked and who approved. Raises TwoPeopleNeeded.
        """
        kept: list[bool] = []
        for some in batches(wanted) or [[]]:
            request = {"do": "hold", "tenant": str(tenant), "hold": str(hold), "actors": actors}
            kept += self._ask({**request, "wanted": plain(some)})["kept"]
        return kept

    def held_keys(
        self, tenant: UUID, hold: UUID, wanted: Sequence[Wanted], use: Use
    ) -> list[AESGCM | None]:
        """Out of a hold, for legal claims only; never cached. Raises HoldUnknown."""
        keys: list[AESGCM | None] = []
        for some in batches(wanted):
            request = {"do": "held_keys", "hold": str(hold), **asking(tenant, use)}
            answers = self._ask({**request, "wanted": plain(some)})["keys"]
            keys += [one if isinstance(one, AESGCM) else None for one in map(read, answers)]
        return keys

    def release_hold(self, tenant: UUID, hold: UUID, *, actors: tuple[str, str]) -> bool:
        """Destroy what was kept. True when there was such a hold. Raises TwoPeopleNeeded."""
        request = {"do": "release_hold", "tenant": str(tenant), "hold": str(hold)}
        return bool(self._ask({**request, "actors": actors})["done"])

    # The keyring itself.
    def rotate(self, *, actor: str) -> int:
        """Begin a new epoch, rewrap, destroy the one before the last. The new epoch's number."""
        return int(self._ask({"do": "rotate", "actor": actor}, timeout=_LONG)["epoch"])

    def back_up(self, recipients: Sequence[str], *, escrow: bool, actor: str) -> dict[str, Any]:
        """Leaves an encrypted file in the keyring's folder. `name`, `epoch`, `made_at` (JSON)."""
        request = {"do": "backup", "recipients": [*recipients], "escrow": escrow, "actor": actor}
        return self._ask(request, timeout=_LONG)

    def let_go(self, *, actor: str) -> None:
        """The keyring closes its store, so that another can be put in its place."""
        self._ask({"do": "close", "actor": actor}, timeout=_LONG)

    def open_again(self) -> None:
        """Raises KeyringUnavailable when it can't; `status` says why."""
        self._ask({"do": "open"}, timeout=_LONG)

    def replayed(self, *, actor: str) -> bool:
        """All who were erased since the store that was put back are erased again: serve."""
        return bool(self._ask({"do": "replayed", "actor": actor})["done"])

    def status(self) -> dict[str, int | str]:
        """`state` is `open`, or `closed` with `why` and `says`."""
        return dict(self._ask({"do": "status"})["status"])

    def log(self, *, after: int = 0, limit: int = 1000) -> list[dict[str, str | int]]:
        """Lines of the log of key deeds, oldest first, at most 1,000."""
        return list(self._ask({"do": "log", "after": after, "limit": limit})["lines"])

    def first_fault_in_log(self, *, timeout: float = _LONG) -> int:
        """The first line that was altered; 0 when all follow from each other.

        timeout: seconds; every line is read.
        """
        return int(self._ask({"do": "verify_log"}, timeout=timeout)["first_fault"])

    def close(self) -> None:
        self._connection.close()
        self._generation = None

    def _fetch(
        self, tenant: UUID, wanted: Sequence[Wanted], use: Use, *, create: bool
    ) -> dict[Wanted, Answer]:
        fetched: dict[Wanted, Answer] = {}
        for some in batches(wanted):
            request = {"do": "keys", "create": create, **asking(tenant, use)}
            answers = self._ask({**request, "wanted": plain(some)})["keys"]
            fetched |= dict(zip(some, map(read, answers), strict=True))
        return fetched

    def _cache_of(self, generation: int) -> Cache[_For, Wanted, AESGCM]:
        cache = self._cache
        if cache.generation != generation:
            cache = self._cache = Cache(generation)
        return cache

    def _count(self) -> int:
        """The generation, read from the mapped bytes."""
        try:
            if self._generation is None:
                self._generation = GenerationReader(self._generation_file)
            return self._generation.get()
        except (OSError, ValueError):
            raise KeyringUnavailable from None

    def _done(self, verb: str, tenant: UUID, actor: str, **more: object) -> bool:
        return bool(self._ask({"do": verb, "tenant": str(tenant), "actor": actor, **more})["done"])

    def _ask(self, request: dict[str, Any], *, timeout: float | None = None) -> dict[str, Any]:
        try:
            return self._connection.ask(request, timeout=timeout)
        except KeyringUnavailable:
            self._generation = None  # A keyring that was set up anew has made a new file.
            raise


def _given(answers: Mapping[Wanted, Answer]) -> dict[Wanted, AESGCM]:
    return {one: key for one, key in answers.items() if not isinstance(key, Denial)}
