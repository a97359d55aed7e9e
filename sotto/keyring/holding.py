"""Legal holds: data keys kept under a key of the hold's own, while those they come from may die.

Placed and released by two people; opened for legal claims only (Art. 17(3)(e) GDPR).
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sotto.keyring.deed_log import Deed
from sotto.keyring.periods import Period
from sotto.keyring.protocol import HeldKeys, Hold, ReleaseHold, Wanted
from sotto.keyring.refusals import HoldUnknown, TwoPeopleNeeded
from sotto.keyring.service import ERASED, RESTRICTED, UNKNOWN, KeyService
from sotto.keyring.store import KeyName

_NONCE_BYTES = 12
_NO_KEY = {ERASED, UNKNOWN, RESTRICTED}


@dataclass
class Holding:
    service: KeyService

    def __post_init__(self) -> None:
        self._store = self.service.store
        self._database = self.service.store.database

    def hold(self, request: Hold, peer: str) -> list[bool]:
        """For each wanted whether it is kept now; what died before can't be. May be repeated.

        Raises TwoPeopleNeeded.
        """
        actors = _two_people(request.actors)
        tenant, hold = request.tenant, request.hold
        with self._database.transaction():
            name = KeyName("hold", tenant, hold.bytes)
            cipher = AESGCM(self._store.find(name) or self._store.create(name))
            kept = [self._keep(tenant, hold, cipher, one) for one in request.wanted]
            self.service.denials.move_on()
            detail = f"{sum(kept)} of {len(kept)}"
            self.service.note(Deed("hold placed", str(tenant), str(hold), actors, peer, detail))
        self.service.publish()
        return kept

    def held_keys(self, request: HeldKeys) -> list[str]:
        """For each wanted, the data key in hex, or `unknown`. Raises HoldUnknown."""
        key = self._store.find(KeyName("hold", request.tenant, request.hold.bytes))
        if key is None:
            raise HoldUnknown
        cipher = AESGCM(key)
        return [
            self._held(request.tenant, request.hold, cipher, one) or UNKNOWN
            for one in request.wanted
        ]

    def release(self, request: ReleaseHold, peer: str) -> bool:
        """True when there was one. Raises TwoPeopleNeeded."""
        actors = _two_people(request.actors)
        tenant, hold = request.tenant, request.hold
        with self._database.transaction():
            existed = self._store.destroy(KeyName("hold", tenant, hold.bytes))
            self._database.write(
                "DELETE FROM held WHERE tenant = ? AND hold = ?", tenant.bytes, hold.bytes
            )
            if existed:
                self.service.denials.move_on()
                self.service.note(Deed("hold released", str(tenant), str(hold), actors, peer))
        self.service.publish()
        return existed

    def _keep(self, tenant: UUID, hold: UUID, cipher: AESGCM, wanted: Wanted) -> bool:
        if self._held(tenant, hold, cipher, wanted):
            return True
        key = self.service.data_key(tenant, wanted)
        if key in _NO_KEY:
            return False
        name, nonce = _name(wanted), secrets.token_bytes(_NONCE_BYTES)
        wrapped = nonce + cipher.encrypt(nonce, bytes.fromhex(key), _bound_to(tenant, hold, name))
        self._database.write(
            "INSERT INTO held (tenant, hold, name, wrapped) VALUES (?, ?, ?, ?)",
            tenant.bytes,
            hold.bytes,
            name,
            wrapped,
        )
        return True

    def _held(self, tenant: UUID, hold: UUID, cipher: AESGCM, wanted: Wanted) -> str | None:
        name = _name(wanted)
        wrapped: bytes | None = self._database.value(
            "SELECT wrapped FROM held WHERE tenant = ? AND hold = ? AND name = ?",
            tenant.bytes,
            hold.bytes,
            name,
        )
        if wrapped is None:
            return None
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        return cipher.decrypt(nonce, sealed, _bound_to(tenant, hold, name)).hex()


def _two_people(actors: tuple[str, str]) -> str:
    first, second = (actor.strip().casefold() for actor in actors)
    if not first or not second or first == second:
        raise TwoPeopleNeeded
    return f"{actors[0]} {actors[1]}"


def _name(wanted: Wanted) -> bytes:
    subjects, retention, month = wanted
    return Period(retention, month).to_bytes() + b"".join(one.bytes for one in subjects)


def _bound_to(tenant: UUID, hold: UUID, name: bytes) -> bytes:
    return b"|".join((b"held", tenant.bytes, hold.bytes, name))
