"""What the keyring says when it does not give what was asked: it is away, or it means no.

The same classes on both sides of the socket: the service raises them, a word names them on the
wire, the client raises them again. None carries anything about a person.
"""

import errno


class KeyringUnavailable(Exception):
    """The keyring gives no answer: nothing can be opened or sealed until it does."""

    code = "away"
    text = "The keyring does not answer. `sotto status` says why; try again."

    def __init__(self) -> None:
        super().__init__(self.text)


class KeyringClosed(KeyringUnavailable):
    """The keyring runs, and its store or its root provider can't be used yet."""

    code = "closed"
    text = "The keyring has not opened its store. `sotto keyring status` says why."


class KeyringFull(KeyringUnavailable):
    """Nothing was stored; what is there can be read."""

    code = "full"
    text = "The keyring's disk is full: nothing new can be sealed until there is room. Try again."


class KeyringUnwritable(KeyringUnavailable):
    """What was denied is denied, and what is left to write is written later."""

    code = "unwritable"
    text = "The keyring's disk can't be written: nothing new can be sealed until it can. Try again."


class ReplicaAway(KeyringUnavailable):
    """A write that only one of two stores would have is not done."""

    code = "replica"
    text = "The keyring's replica can't be written: nothing new can be sealed. Try again."


class NotReplayed(KeyringUnavailable):
    """An older store was put back: who was erased since must be erased again first."""

    code = "replay"
    text = "The keyring holds an older store. Run `sotto keyring replay` before it serves."


class KeyringRefused(Exception):
    """The keyring understood and said no."""

    code = "not understood"
    text = "The keyring did not understand the request."

    def __init__(self) -> None:
        super().__init__(self.text)


class TooManyKeys(KeyringRefused):
    """This actor asks for more keys a minute than its work needs."""

    code = "too many keys"
    text = "Too much was opened in too short a time. Wait a minute, and try again."


class PurposeNotAllowed(KeyringRefused):
    """The policy knows no such purpose for this request from this system user."""

    code = "purpose"
    text = "The keyring's policy does not allow this purpose here."


class NoTombstone(KeyringRefused):
    code = "no tombstone"
    text = "A person's key is destroyed only behind its tombstone."


class TwoPeopleNeeded(KeyringRefused):
    code = "two people"
    text = "A legal hold is placed and released by two different people."


class HoldUnknown(KeyringRefused):
    code = "no hold"
    text = "There is no such legal hold."


class HoldStands(KeyringRefused):
    """A tenant's keys are not destroyed while a legal hold stands."""

    code = "hold stands"
    text = "A legal hold stands: release it first."


class StandingPeriod(KeyringRefused):
    """Standing data has no month that could be over."""

    code = "standing"
    text = "Only a month can be forgotten; standing data goes with its subject."


class TenantGone(KeyringRefused):
    code = "tenant gone"
    text = "This tenant's keys are destroyed."


class RecipientNotUnderstood(KeyringRefused):
    code = "recipient"
    text = "A backup needs a public age key (age1…) that is one."


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
Refusal = KeyringUnavailable | KeyringRefused

_BY_CODE: dict[str, type[Refusal]] = {
    kind.code: kind
    for kind in (
        KeyringUnavailable,
        KeyringClosed,
        KeyringFull,
        KeyringUnwritable,
        ReplicaAway,
        NotReplayed,
        KeyringRefused,
        TooManyKeys,
        PurposeNotAllowed,
        NoTombstone,
        TwoPeopleNeeded,
        HoldUnknown,
        HoldStands,
        StandingPeriod,
        TenantGone,
        RecipientNotUnderstood,
    )
}


def unwritable(failure: OSError) -> KeyringFull | KeyringUnwritable:
    """Which of the two it is."""
    return KeyringFull() if failure.errno in _NO_ROOM else KeyringUnwritable()


def refusal(code: str) -> Refusal:
    """What the word on the wire stands for."""
    return _BY_CODE.get(code, KeyringRefused)()
