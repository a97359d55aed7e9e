"""Open what a keyring serves: its store or the replica, its root provider, its rules."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sotto.keyring.clock import Clock, SystemClock
from sotto.keyring.database import Database
from sotto.keyring.deed_log import Deed
from sotto.keyring.desk import Desk
from sotto.keyring.epochs import DEFAULT_LENGTH, Epochs
from sotto.keyring.files import settle
from sotto.keyring.generation import Generation
from sotto.keyring.limits import Buckets, Limits
from sotto.keyring.policy import Policy
from sotto.keyring.roots.choice import RootChoice
from sotto.keyring.roots.provider import RootProvider
from sotto.keyring.service import KeyService
from sotto.keyring.store import KeyStore

STORE = "keys.db"


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
        took_over = settle(self.store, self.replica_store)
        database = Database(self.store, self.replica_store)
        try:
            store = KeyStore(database, self.root(), now=self.clock.now().isoformat())
        except BaseException:
            database.close()
            raise
        service = KeyService(store, Generation(self.generation), self.clock)
        if took_over:
            with database.transaction():
                service.note(Deed("replica took over"))
        epochs = Epochs(service, self.epoch_length)
        return Desk(service, epochs, self.policy, Buckets(self.limits))

    def root(self) -> RootProvider:
        """Raises StoreProblem."""
        folders = [one / "epochs" for one in (self.folder, self.replica) if one is not None]
        return self.root_choice.open_(folders)
