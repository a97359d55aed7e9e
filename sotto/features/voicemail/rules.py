"""What a mailbox accepts, and how a call with it runs. Pure: no clock, no chance, no IO.

A call is a conversation: a generator that yields what to do next (`Play`, `Record`, …) and is
sent what came of it (`Key`, `Ended`, …). When it returns, we hang up; when the other side hangs
up, it is closed. So each flow reads from top to bottom, and a test speaks both parts.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import pairwise
from uuid import UUID

SHORTEST_MESSAGE = timedelta(milliseconds=500)  # Less is a caller who hung up at the beep.
PIN_DIGITS = range(6, 13)
PIN_ATTEMPTS = 3  # In one call.
WRONG_PINS = 15  # Then the mailbox is locked (PBX-11).
LOCKED_FOR = timedelta(minutes=10)
PATIENCE = timedelta(seconds=8)  # Until the next key.

GREETING = "greeting"  # The owner's own, or the standard one.
BEEP = "beep"
ANY_KEY = "0123456789*#ABCD"


# What to do next.


@dataclass(frozen=True, slots=True)
class Play:
    """Say prompts one after another. Answered by Ended, or the Key that interrupted."""

    prompts: tuple[str, ...]
    keys: str = ANY_KEY


@dataclass(frozen=True, slots=True)
class PlayMessage:
    """Answered like Play; by Failed when it can't be opened any more."""

    message: UUID


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for a key. Answered by Key, or by Ended when none came within `patience`."""

    patience: timedelta = PATIENCE


@dataclass(frozen=True, slots=True)
class Record:
    """Answered by `#`, by Ended at `limit`, or by Failed when nothing more can be stored."""

    limit: timedelta


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Answered by a PinCheck."""

    digits: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is in the mailbox? Answered by an Inbox, or by Failed."""


@dataclass(frozen=True, slots=True)
class MarkHeard:
    """Answered by Ended or Failed."""

    message: UUID


@dataclass(frozen=True, slots=True)
class Delete:
    """Answered by Ended or Failed."""

    message: UUID


Action = Play | PlayMessage | Listen | Record | CheckPin | LookUp | MarkHeard | Delete


# What came of it.


@dataclass(frozen=True, slots=True)
class Key:
    digit: str


class Outcome(Enum):
    ENDED = auto()  # Said, recorded, done; or the time was up.
    FAILED = auto()  # Something that is needed is away.


ENDED, FAILED = Outcome.ENDED, Outcome.FAILED


class PinCheck(Enum):
    RIGHT = auto()
    WRONG = auto()
    LOCKED = auto()
    UNSET = auto()


@dataclass(frozen=True, slots=True)
class Inbox:
    """Message ids, oldest first."""

    new: tuple[UUID, ...]
    old: tuple[UUID, ...]


Event = Key | Outcome | PinCheck | Inbox
Conversation = Generator[Action, Event | None, None]


class Opening(Enum):
    """Whether a message can be taken."""

    READY = auto()
    FULL = auto()
    NO_ROOM = auto()  # The disk is full.
    UNAVAILABLE = auto()


# The flows.


def deposit(opening: Opening, *, limit: timedelta) -> Conversation:
    """A caller leaves a message. `#` skips the greeting, and ends the message."""
    if opening is not Opening.READY:
        yield Play((_CLOSED[opening], "goodbye"))
        return
    yield Play((GREETING,), keys="#")
    yield Play((BEEP,), keys="")
    heard = yield Record(limit)
    yield Play(("cannot-store",) if heard is FAILED else ("message-stored", "goodbye"))


_CLOSED = {
    Opening.FULL: "mailbox-full",
    Opening.NO_ROOM: "mailbox-closed",
    Opening.UNAVAILABLE: "try-later",
}


def unavailable() -> Conversation:
    """The owner calls while what we need is away."""
    yield Play(("try-later", "goodbye"))


def retrieval() -> Conversation:
    """The owner listens. Any menu may be interrupted by its keys; `*` leaves."""
    if not (yield from _owner_is_known()):
        yield Play(("goodbye",))
        return
    inbox = yield LookUp()
    if not isinstance(inbox, Inbox):
        yield Play(("try-later", "goodbye"))
        return
    yield Play(announcement(len(inbox.new), len(inbox.old)))
    for message in (*inbox.new, *inbox.old):
        if not (yield from _one_message(message)):
            break
    else:
        yield Play(("no-more-messages",))
    yield Play(("goodbye",))


def announcement(new: int, old: int) -> tuple[str, ...]:
    if not new and not old:
        return ("no-messages",)
    return ("you-have", *counted(new, "new"), "and", *counted(old, "old"))


def counted(number: int, kind: str) -> tuple[str, ...]:
    """Prompts exist for 0 to 20; beyond that it is "more than twenty"."""
    spoken = f"number-{number}" if number in SPOKEN_NUMBERS else "more-than-20"
    return spoken, f"{kind}-message" if number == 1 else f"{kind}-messages"


SPOKEN_NUMBERS = range(21)


def _owner_is_known() -> Generator[Action, Event | None, bool]:
    for _ in range(PIN_ATTEMPTS):
        checked = yield CheckPin((yield from _digits("enter-pin")))
        if checked is PinCheck.RIGHT:
            return True
        if checked is not PinCheck.WRONG:
            yield Play((_PIN_REFUSALS.get(checked, "try-later"),))
            return False
        yield Play(("wrong-pin",))
    return False


_PIN_REFUSALS: dict[object, str] = {PinCheck.LOCKED: "mailbox-locked", PinCheck.UNSET: "no-pin-set"}


def _digits(prompt: str) -> Generator[Action, Event | None, str]:
    """What is keyed in, up to `#` or a pause; the first key silences the prompt."""
    digits = ""
    heard = yield Play((prompt,))
    while len(digits) < PIN_DIGITS.stop:
        if heard is ENDED and not digits:
            heard = yield Listen()
        if not isinstance(heard, Key) or heard.digit == "#":
            break
        digits += heard.digit
        heard = yield Listen()
    return digits


def _one_message(message: UUID) -> Generator[Action, Event | None, bool]:
    """Whether the owner wants to go on. 1 repeats, 2 goes on, 3 deletes, `*` leaves."""
    heard = yield PlayMessage(message)
    if heard is FAILED:
        yield Play(("message-gone",))
        return True
    yield MarkHeard(message)
    choice = yield from _choice(heard)
    while choice == "1":
        choice = yield from _choice((yield PlayMessage(message)))
    if choice == "3":
        deleted = yield Delete(message)
        yield Play(("try-later",) if deleted is FAILED else ("message-deleted",))
    return choice != "*"


def _choice(heard: Event | None) -> Generator[Action, Event | None, str]:
    """One of 1, 2, 3 and `*`; that of somebody who laid the receiver aside is `*`."""
    for _ in range(_MENU_ROUNDS):
        if isinstance(heard, Key) and heard.digit in "123*":
            return heard.digit
        heard = yield Play(("message-menu",))
        if heard is ENDED:
            heard = yield Listen()
    return heard.digit if isinstance(heard, Key) and heard.digit in "123" else "*"


_MENU_ROUNDS = 3


# What a mailbox accepts.


def is_worth_keeping(length: timedelta) -> bool:
    return length >= SHORTEST_MESSAGE


def is_full(*, messages: int, limit: int) -> bool:
    return messages >= limit


def is_acceptable_pin(pin: str) -> bool:
    """Six to twelve digits, neither all the same nor counted up or down."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps not in ({0}, {1}, {-1})


def is_locked(locked_until: datetime | None, *, now: datetime) -> bool:
    return locked_until is not None and now < locked_until


@dataclass(frozen=True, slots=True)
class PinState:
    """What a mailbox remembers of PINs keyed in."""

    wrong_pins: int
    locked_until: datetime | None


def after_pin(state: PinState, *, was_right: bool, now: datetime) -> PinState:
    """now: aware, UTC. The fifteenth wrong one locks; a right one clears (PBX-11)."""
    if was_right:
        return PinState(0, None)
    if state.wrong_pins + 1 >= WRONG_PINS:
        return PinState(0, now + LOCKED_FOR)
    return PinState(state.wrong_pins + 1, None)


def pin_from(random_digits: Sequence[int]) -> str:
    """A PIN to be shown once. random_digits: at least six, 0 to 9."""
    return "".join(str(digit) for digit in random_digits[: PIN_DIGITS.start])
