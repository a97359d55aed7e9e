"""A keyring without socket and process: its parts, on a clock that is set, not waited for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sotto.keyring.desk import Desk
from sotto.keyring.limits import Limits
from sotto.keyring.opening import Keyring
from sotto.keyring.periods import Period
from sotto.keyring.policy import Policy
from sotto.keyring.protocol import Destroy, Keys, Tombstone

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TENANT = uuid4()
STANDING = Period.standing(1)
NO_KEY = {"erased", "unknown", "restricted"}


@dataclass
class HandClock:
    """Two clocks: `wall` may be set, `running` only runs, until the machine boots."""

    wall: datetime = START
    running: float = 1000.0
    booted: str = "first"

    def now(self) -> datetime:
        return self.wall

    def since_boot(self) -> float:
        return self.running

    def boot(self) -> str:
        return self.booted

    def pass_(self, time: timedelta) -> None:
        self.wall += time
        self.running += time.total_seconds()

    def boot_again(self) -> None:
        self.booted += " again"
        self.running = 1.0


@dataclass
class Inside:
    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    limits: Limits = field(default_factory=Limits)
    replica: Path | None = None

    def __post_init__(self) -> None:
        self.desk = self.open_()

    @property
    def keyring(self) -> Keyring:
        return Keyring(
            folder=self.folder,
            generation=self.folder / "generation",
            policy=Policy("sotto"),
            replica=self.replica,
            limits=self.limits,
            clock=self.clock,
        )

    def open_(self) -> Desk:
        return self.keyring.open_()

    def close(self) -> None:
        self.desk.service.store.close()

    def start_again(self) -> None:
        """As after a crash: nothing is written down before."""
        self.close()
        self.desk = self.open_()

    def key_of(self, *subjects: UUID, create: bool = True, period: Period = STANDING) -> str:
        wanted = [(list(subjects), period.retention, period.month)]
        request = Keys(
            tenant=TENANT,
            actor="system",
            purpose="verify",
            field="tests.Row.about_owner",
            create=create,
            wanted=wanted,
        )
        return str(self.desk.answer(request, "root")["keys"][0])

    def erase(self, subject: UUID) -> None:
        self.desk.answer(Tombstone(tenant=TENANT, subject=subject, actor="system"), "root")
        self.desk.answer(Destroy(tenant=TENANT, subject=subject, actor="system"), "root")

    def rotate(self) -> None:
        self.clock.pass_(timedelta(hours=12))
        assert self.desk.epochs.is_over()
        self.desk.epochs.begin(actor="system", peer="")
        while self.desk.epochs.rewrap_some():
            pass
