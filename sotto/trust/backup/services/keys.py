"""For whom a backup is made, and what opens one: public age keys, or a password."""

from collections.abc import Iterable, Sequence

from sotto.lib.age import Identity, Key, Lock, Passphrase, Recipient
from sotto.lib.bech32 import NotBech32
from sotto.trust.backup.rules import SHORTEST_PASSWORD
from sotto.trust.backup.services.errors import NoKeyGiven, NotAnAgeKey, WeakPassword


def locks(*, recipients: Iterable[str] = (), password: str = "") -> Sequence[Lock]:
    """Raises NoKeyGiven, NotAnAgeKey, WeakPassword."""
    try:
        chosen = [Recipient.parse(text) for text in recipients]
    except NotBech32:
        raise NotAnAgeKey from None
    if bool(chosen) == bool(password):
        raise NoKeyGiven  # Neither, or both: a password stands alone in an age file.
    if password and len(password) < SHORTEST_PASSWORD:
        raise WeakPassword
    return chosen or [Passphrase(password)]


def keys(*, identities: str = "", password: str = "") -> Sequence[Key]:
    """identities: the text of an age identity file. Raises NoKeyGiven, NotAnAgeKey."""
    lines = [line.strip() for line in identities.splitlines()]
    try:
        chosen: list[Key] = [
            Identity.parse(line) for line in lines if line and not line.startswith("#")
        ]
    except NotBech32:
        raise NotAnAgeKey from None
    if password:
        chosen.append(Passphrase(password))
    if not chosen:
        raise NoKeyGiven
    return chosen


def new_identity() -> Identity:
    return Identity.generate()
