"""What changes keys for good: erase, forget, restrict, sign. Each is a line of the log.

The order is always the same: the store first, durably; then every cache is void; then the answer.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sotto.keyring.deed_log import Deed
from sotto.keyring.periods import Period
from sotto.keyring.protocol import (
    Destroy,
    DestroyPeriod,
    DestroyTenant,
    Restrict,
    Sign,
    SignatureKind,
    Tombstone,
)
from sotto.keyring.refusals import HoldStands, NoTombstone, StandingPeriod
from sotto.keyring.service import KeyService
from sotto.keyring.store import NOBODY, KeyName


@dataclass
class Deeds:
    """`peer`: the system user who asks, from the kernel."""

    service: KeyService

    def __post_init__(self) -> None:
        self._store = self.service.store
        self._denials = self.service.denials
        self._transaction = self.service.store.database.transaction

    def tombstone(self, request: Tombstone, peer: str) -> bool:
        """Deny at once and durably. True when it is new."""
        tenant, subject = request.tenant, request.subject
        with self._transaction():
            is_new = self._denials.erase(tenant, subject, now=self._now())
            if is_new:
                self._note("tombstone set", request.actor, peer, str(tenant), str(subject))
        self.service.publish()
        return is_new

    def destroy(self, request: Destroy, peer: str) -> bool:
        """True when there was a key. Raises NoTombstone."""
        tenant, subject = request.tenant, request.subject
        if not self._denials.is_erased(tenant, subject):
            raise NoTombstone
        with self._transaction():
            existed = self._store.destroy(KeyName("subject", tenant, subject.bytes))
            if existed:
                self._note("subject destroyed", request.actor, peer, str(tenant), str(subject))
        return existed

    def destroy_period(self, request: DestroyPeriod, peer: str) -> bool:
        """True when it is new. Raises StandingPeriod."""
        tenant, period = request.tenant, Period(request.retention, request.month)
        if period.month == 0:
            raise StandingPeriod
        with self._transaction():
            is_new = self._denials.forget(tenant, period, now=self._now())
            self._store.destroy(KeyName("period", tenant, period.to_bytes()))
            if is_new:
                which = f"{period.retention}:{period.month}"
                self._note("period destroyed", request.actor, peer, str(tenant), detail=which)
        self.service.publish()
        return is_new

    def destroy_tenant(self, request: DestroyTenant, peer: str) -> bool:
        """True when it is new. Raises HoldStands."""
        tenant = request.tenant
        if self._store.database.value("SELECT 1 FROM held WHERE tenant = ?", tenant.bytes):
            raise HoldStands
        with self._transaction():
            is_new = self._denials.dismiss(tenant, now=self._now())
            keys = self._store.destroy_tenant(tenant)
            if is_new:
                self._note("tenant destroyed", request.actor, peer, str(tenant), detail=str(keys))
        self.service.publish()
        return is_new

    def restrict(self, request: Restrict, peer: str) -> bool:
        """True when it changed anything."""
        tenant, subject = request.tenant, request.subject
        with self._transaction():
            changed = self._denials.restrict(tenant, subject, request.denied)
            if changed:
                deed = "subject restricted" if request.denied else "restriction lifted"
                count = str(len(set(request.denied)))
                self._note(deed, request.actor, peer, str(tenant), str(subject), count)
        self.service.publish()
        return changed

    def sign(self, request: Sign, peer: str) -> bytes:
        """64 bytes. What is handed out is a line of the log; checkpoints come every few seconds."""
        key = self._signing_key(request.kind)
        if request.kind != "checkpoint":
            with self._transaction():
                self._note(f"{request.kind} signed", request.actor, peer)
        return key.sign(request.payload)

    def public_key(self, kind: SignatureKind) -> bytes:
        """32 bytes."""
        return self._signing_key(kind).public_key().public_bytes_raw()

    def _signing_key(self, kind: SignatureKind) -> Ed25519PrivateKey:
        name = KeyName("signing", NOBODY, kind.encode())
        seed = self._store.find(name)
        if seed is None:
            with self._transaction():
                seed = self._store.create(name)
                self._note("signing key created", detail=kind)
        return Ed25519PrivateKey.from_private_bytes(seed)

    def _now(self) -> str:
        return self.service.clock.now().isoformat()

    def _note(
        self,
        deed: str,
        actor: str = "",
        peer: str = "",
        tenant: str = "",
        object_: str = "",
        detail: str = "",
    ) -> None:
        self.service.note(Deed(deed, tenant, object_, actor, peer, detail))
