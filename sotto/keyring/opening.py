"""Open what a keyring serves: its store or the replica, its root provider, its rules."""

import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sotto.keyring.clock import Clock, SystemClock
from sotto.keyring.database import Database
from sotto.keyring.deed_log import Deed, DeedLog
from sotto.keyring.denials import Denials
from sotto.keyring.desk import Desk
from sotto.keyring.epochs import DEFAULT_LENGTH, Epochs
from sotto.keyring.files import StoreLock, sequence_of, settle
from sotto.keyring.generation import Generation, Mark
from sotto.keyring.limits import Buckets, Limits
from sotto.keyring.policy import Policy
from sotto.keyring.problems import ReplicaMissing, StoreFull, StoreLost, StoreUnusable
from sotto.keyring.refusals import KeyringUnavailable, ReplicaAway
from sotto.keyring.roots.choice import RootChoice
from sotto.keyring.roots.provider import RootProvider
from sotto.keyring.service import KeyService
from sotto.keyring.store import KeyStore

STORE, MARK, LOCK = "keys.db", "mark", "lock"


@dataclass(frozen=True)
class Keyring:
    """Where a keyring is, and what its administrator has set."""

    folder: Path
    generation: Path
    policy: Policy
    replica: Path | None = None
    epoch_length: timedelta = DEFAULT_LENGTH
    limits: Limits = field(default_factory=Limits)
    root_choice: RootChoice = field(default_factory=RootChoice)
    clock: Clock = field(default_factory=SystemClock)

    @property
    def store(self) -> Path:
        return self.folder / STORE

    @property
    def replica_store(self) -> Path | None:
        return None if self.replica is None else self.replica / STORE

    def open_(self) -> Desk:
        """Raises StoreProblem."""
        try:
            lock = StoreLock(self.folder / LOCK)
            try:
                desk = self._open()
            except BaseException:
                lock.release()
                raise
        except ReplicaAway:
            raise ReplicaMissing from None
        except KeyringUnavailable:
            raise StoreFull from None
        except (OSError, sqlite3.DatabaseError):
            raise StoreUnusable from None
        desk.service.store.lock = lock
        return desk

    def _open(self) -> Desk:
        took_over = settle(self.store, self.replica_store)
        root, mark = self.root(), Mark(self.folder / MARK)
        if sequence_of(self.store) < 0 and (mark.get() or root.epochs()):
            raise StoreLost
        database = Database(self.store, self.replica_store)
        try:
            store = KeyStore(database, root, now=self.clock.now().isoformat())
            generation = Generation(self.generation)
            self._doubt(store, max(mark.get(), generation.get()))
            service = KeyService(store, generation, mark, self.clock)
            if took_over:
                with database.transaction():
                    service.note(Deed("replica took over"))
        except BaseException:
            database.close()
            raise
        epochs = Epochs(service, self.epoch_length)
        return Desk(service, epochs, self.policy, Buckets(self.limits))

    def _doubt(self, store: KeyStore, told: int) -> None:
        """A store from before what was told already: who was erased since may be in it alive."""
        database = store.database
        is_ahead = store.is_older_than_root()
        if not is_ahead and Denials(database).generation() >= told:
            return
        with database.transaction():
            database.set_meta("must_replay", 1)
            DeedLog(database).append(Deed("older store found"), now=self.clock.now())
        if is_ahead:  # So that what is left of the epochs it has not seen is destroyed in turn.
            store.begin_epoch(now=self.clock.now().isoformat(), beyond=store.root.epochs()[-1])

    def root(self) -> RootProvider:
        """Raises StoreProblem."""
        folders = [one / "epochs" for one in (self.folder, self.replica) if one is not None]
        return self.root_choice.open_(folders)
