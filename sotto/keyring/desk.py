"""Which part of the keyring answers which request, after policy and limits have been asked."""

import base64
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sotto.keyring.backing import Backing
from sotto.keyring.deed_log import Deed
from sotto.keyring.deeds import Deeds
from sotto.keyring.epochs import Epochs
from sotto.keyring.holding import Holding
from sotto.keyring.limits import Buckets
from sotto.keyring.policy import ADMINISTRATOR, Policy
from sotto.keyring.protocol import Backup, HeldKeys, Hold, Keys, Request
from sotto.keyring.refusals import KeyringRefused, NotReplayed
from sotto.keyring.service import KeyService

_GIVES_KEYS = {"keys", "index_key", "held_keys"}
Answer = dict[str, Any]  # Any: JSON
_Answering = Callable[..., Answer]  # Of a request and the system user who asks.


@dataclass
class Desk:
    """One thread."""

    service: KeyService
    epochs: Epochs
    policy: Policy
    buckets: Buckets
    _refused: Counter[Deed] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        deeds, holding, log = Deeds(self.service), Holding(self.service), self.service.log
        self._answers: dict[str, _Answering] = {
            "keys": lambda asked, _: {"keys": self._keys(asked)},
            "held_keys": lambda asked, _: {"keys": self._held_keys(holding, asked)},
            "index_key": lambda asked, _: {"key": self.service.index_key(asked)},
            "public_key": lambda asked, _: {"key": deeds.public_key(asked.kind).hex()},
            "sign": lambda *asked: {"signature": base64.b64encode(deeds.sign(*asked)).decode()},
            "tombstone": lambda *asked: {"done": deeds.tombstone(*asked)},
            "destroy": lambda *asked: {"done": deeds.destroy(*asked)},
            "destroy_period": lambda *asked: {"done": deeds.destroy_period(*asked)},
            "destroy_tenant": lambda *asked: {"done": deeds.destroy_tenant(*asked)},
            "restrict": lambda *asked: {"done": deeds.restrict(*asked)},
            "hold": lambda *asked: {"kept": holding.hold(*asked)},
            "release_hold": lambda *asked: {"done": holding.release(*asked)},
            "replayed": lambda asked, peer: {"done": self.service.replayed(asked.actor, peer)},
            "log": lambda asked, _: {"lines": log.lines(after=asked.after, limit=asked.limit)},
            "verify_log": lambda *_: {"first_fault": log.first_fault()},
            "status": lambda *_: {"status": self._status()},
        }

    def answer(self, request: Request, peer: str) -> Answer:
        """Raises KeyringRefused, KeyringUnavailable."""
        try:
            self.policy.check(request, peer)
            if self.service.must_replay:
                self._refuse_before_replay(request, peer)
            return self._answers[request.do](request, peer)
        except KeyringRefused as refused:
            self._count_refused(request, peer, refused)
            raise

    def back_up(self, request: Backup, peer: str) -> Callable[[], Answer]:
        """Copies the store now; what is returned encrypts it, and may run in another thread.

        Raises RecipientNotUnderstood.
        """
        return Backing(self.service).begin(request, peer)

    def refused(self) -> int:
        """Refusals that are not in the log yet."""
        return sum(self._refused.values())

    def write_down(self) -> None:
        """Uses, refusals and the epoch's age: what is kept in memory between two looks.

        And the mark, should it have been out of reach. Raises KeyringUnavailable, OSError.
        """
        self.service.publish()
        self.service.write_uses()
        if self._refused:
            database = self.service.store.database
            with database.transaction():
                database.set_meta("refused", self.service.refused_so_far() + self.refused())
                for deed, count in self._refused.items():
                    self.service.note(
                        Deed(
                            deed.deed,
                            deed.tenant,
                            actor=deed.actor,
                            peer=deed.peer,
                            detail=f"{deed.detail}, {count}",
                        )
                    )
            self._refused = Counter()
        self.epochs.keep_age()

    def _refuse_before_replay(self, request: Request, peer: str) -> None:
        """Who replays places again what holds keep, before it dies; the application can't."""
        may_hold = self.policy.role_of(peer) == ADMINISTRATOR
        if request.do in _GIVES_KEYS or (isinstance(request, Hold) and not may_hold):
            raise NotReplayed

    def _keys(self, request: Keys) -> list[str]:
        self._take(request)
        return self.service.keys(request)

    def _held_keys(self, holding: Holding, request: HeldKeys) -> list[str]:
        self._take(request)
        return holding.held_keys(request)

    def _status(self) -> dict[str, int | str]:
        limits = self.buckets.limits
        return {
            "state": "open",
            **self.service.status(),
            "epoch_length_s": int(self.epochs.length.total_seconds()),
            "epoch_age_s": int(self.epochs.age().total_seconds()),
            "keys_a_minute_shown": limits.shown,
            "keys_a_minute_person": limits.person,
            "keys_a_minute_system": limits.system,
            "refused": self.service.refused_so_far() + self.refused(),
        }

    def _take(self, request: Keys | HeldKeys) -> None:
        now = self.service.clock.since_boot()
        self.buckets.take(request.actor, request.purpose, len(request.wanted), now=now)

    def _count_refused(self, request: Request, peer: str, refused: KeyringRefused) -> None:
        """Written down by `write_down`: a flood of refusals is one line, not a full disk."""
        tenant = str(getattr(request, "tenant", ""))
        actor = getattr(request, "actor", "")
        detail = f"{request.do}: {refused.code}"
        self._refused[Deed("refused", tenant, actor=actor, peer=peer, detail=detail)] += 1
