"""What the keyring decides: who may have which key, and that the erased are denied for ever."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sotto.keyring.clock import Clock
from sotto.keyring.deed_log import Deed, DeedLog
from sotto.keyring.denials import Denials
from sotto.keyring.generation import Generation, Mark
from sotto.keyring.periods import Period
from sotto.keyring.protocol import IndexKey, Keys, Wanted
from sotto.keyring.refusals import TenantGone
from sotto.keyring.roots.provider import KEY_BYTES
from sotto.keyring.store import KeyName, KeyStore

_RECOUNT_AFTER = 100.0  # Times as long as counting took.
ERASED, UNKNOWN, RESTRICTED = "erased", "unknown", "restricted"


@dataclass
class KeyService:
    """Gives out data keys. One thread."""

    store: KeyStore
    generation: Generation
    mark: Mark
    clock: Clock
    _uses: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.denials = Denials(self.store.database)
        self.log = DeedLog(self.store.database)
        self._never_repeat()
        self._counts: dict[str, int] = {}
        self._counts_until = 0.0
        self.must_replay = bool(self.store.database.meta("must_replay"))

    def keys(self, request: Keys) -> list[str]:
        """For each wanted: the data key in hex, or `erased`, `restricted`, `unknown`."""
        self._count(request.actor, request.purpose, request.field, len(request.wanted))
        found = self._look_up(request)
        if request.create and UNKNOWN in found:
            with self.store.database.transaction():
                found = self._look_up(request, create=True)
        return found

    def index_key(self, request: IndexKey) -> str:
        """In hex. Changes only with the tenant's own key. Raises TenantGone."""
        if self.denials.is_gone(request.tenant):
            raise TenantGone
        with self.store.database.transaction():
            key = self.tenant_key(request.tenant, actor=request.actor, create=True)
        return derive(key or b"", b"sotto index key 1").hex()

    def data_key(self, tenant: UUID, wanted: Wanted) -> str:
        """Of what lives, whatever it is restricted to; for a hold."""
        return _Lookup(self, tenant, "", "", [wanted], create=False).answer(wanted)

    def tenant_key(self, tenant: UUID, *, actor: str, create: bool) -> bytes | None:
        name = KeyName("tenant", tenant)
        key = self.store.find(name)
        if key is None and create:
            key = self.store.create(name)
            self.note(Deed("tenant key created", str(tenant), actor=actor))
        return key

    def note(self, deed: Deed) -> None:
        """Write a line of the log. Inside a transaction."""
        self.log.append(deed, now=self.clock.now())

    def publish(self) -> None:
        """After a denial was committed: no cache from before may be used from here on.

        Raises OSError while the mark can't be written; the next one, or `write_down`, does it then.
        """
        generation = self.denials.generation()
        self.generation.set(generation)
        self.mark.raise_to(generation)

    def replayed(self, actor: str, peer: str) -> bool:
        """The ledger was replayed: serve again. False when that was not waited for."""
        was_waiting = self.must_replay
        if was_waiting:
            with self.store.database.transaction():
                self.store.database.set_meta("must_replay", 0)
                self.note(Deed("ledger replayed", actor=actor, peer=peer))
            self.must_replay = False
        return was_waiting

    def write_uses(self) -> None:
        """Keep the counters of who used keys for what; called now and then, and at the end."""
        if not self._uses:
            return
        with self.store.database.transaction():
            self.store.database.write_many(
                "INSERT INTO use (hour, actor, purpose, field, keys) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET keys = keys + excluded.keys",
                [(*name, count) for name, count in self._uses.items()],
            )
        self._uses = Counter()

    def refused_so_far(self) -> int:
        return int(self.store.database.meta("refused") or 0)

    def status(self) -> Mapping[str, int | str]:
        counts = self.denials.count()
        lines, head = self.log.head()
        return {
            "epoch": self.store.epoch(),
            "epoch_begun_at": self.store.epoch_begun_at(),
            **self._key_counts(),
            "tombstones": counts["tombstone"],
            "restrictions": counts["restriction"],
            "forgotten_periods": counts["forgotten"],
            "gone_tenants": counts["gone"],
            "generation": self.denials.generation(),
            "root_provider": self.store.root.kind,
            "must_replay": int(self.must_replay),
            "last_backup": str(self.store.database.meta("last_backup") or ""),
            "replica": self.store.database.replica_state(),
            "log_lines": lines,
            "log_head": head.hex(),
        }

    def _key_counts(self) -> dict[str, int]:
        """Where counting takes long, because there are many, it is not done for every question."""
        begun = self.clock.since_boot()
        if begun >= self._counts_until:
            words = {"subjects": "subject", "periods": "period", "holds": "hold"}
            self._counts = {word: self.store.count(kind) for word, kind in words.items()}
            took = self.clock.since_boot() - begun
            self._counts_until = begun + took * _RECOUNT_AFTER
        return self._counts

    def _look_up(self, request: Keys, *, create: bool = False) -> list[str]:
        lookup = _Lookup(
            self, request.tenant, request.actor, request.purpose, request.wanted, create=create
        )
        return [lookup.answer(one) for one in request.wanted]

    def _count(self, actor: str, purpose: str, field_: str, keys: int) -> None:
        hour = self.clock.now().strftime("%Y-%m-%dT%H")
        self._uses[hour, actor, purpose, field_] += keys

    def _never_repeat(self) -> None:
        """At start the generation goes beyond all that any client may have seen."""
        with self.store.database.transaction():
            seen = max(self.denials.generation(), self.generation.get(), self.mark.get())
            self.store.database.set_meta("generation", seen + 1)
        self.publish()


class _Lookup:
    """The keys of one request: its people are looked up at once, what is shared unwrapped once."""

    def __init__(
        self,
        service: KeyService,
        tenant: UUID,
        actor: str,
        purpose: str,
        wanted: Sequence[Wanted],
        *,
        create: bool,
    ) -> None:
        self._service, self._denials = service, service.denials
        self._tenant, self._actor = tenant, actor
        self._create = create
        self._is_gone = service.denials.is_gone(tenant)
        people = {subject for subjects, _, _ in wanted for subject in subjects}
        self._erased = service.denials.erased_among(tenant, people)
        self._restricted = service.denials.restricted_among(tenant, people, purpose)
        living = [subject.bytes for subject in people if subject.bytes not in self._erased]
        self._people = service.store.find_many("subject", tenant, living)
        self._shared: dict[KeyName, bytes | None] = {}
        self._forgotten: dict[Period, bool] = {}

    def answer(self, wanted: Wanted) -> str:
        subjects, retention, month = wanted
        period = Period(retention, month)
        denied = self._denied(subjects, period)
        if denied:
            return denied
        keys = [self._tenant_key(), self._period_key(period), *map(self._subject_key, subjects)]
        present = [key for key in keys if key is not None]
        return UNKNOWN if len(present) < len(keys) else derive(b"".join(present)).hex()

    def _denied(self, subjects: list[UUID], period: Period) -> str:
        if period not in self._forgotten:
            self._forgotten[period] = self._denials.is_forgotten(self._tenant, period)
        if self._is_gone or self._forgotten[period]:
            return ERASED
        if any(subject.bytes in self._erased for subject in subjects):
            return ERASED
        if any(subject.bytes in self._restricted for subject in subjects):
            return RESTRICTED
        return ""

    def _tenant_key(self) -> bytes | None:
        name = KeyName("tenant", self._tenant)
        if self._shared.get(name) is None:
            self._shared[name] = self._service.tenant_key(
                self._tenant, actor=self._actor, create=self._create
            )
        return self._shared[name]

    def _period_key(self, period: Period) -> bytes | None:
        name = KeyName("period", self._tenant, period.to_bytes())
        if self._shared.get(name) is None:
            self._shared[name] = self._key(name)
        return self._shared[name]

    def _subject_key(self, subject: UUID) -> bytes | None:
        key = self._people.get(subject.bytes)
        if key is None and self._create:
            name = KeyName("subject", self._tenant, subject.bytes)
            key = self._people[subject.bytes] = self._service.store.create(name)
        return key

    def _key(self, name: KeyName) -> bytes | None:
        key = self._service.store.find(name)
        return self._service.store.create(name) if key is None and self._create else key


def derive(keys: bytes, info: bytes = b"sotto data key 1") -> bytes:
    """The data key of these subjects together in one period (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(keys)
