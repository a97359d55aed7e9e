"""Which system user may ask for what, and for which purposes. Everything else is refused.

The words of purposes are those of `personal_data.vocabulary.Purpose`, which this may not import:
a guard compares them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sotto.keyring.protocol import HeldKeys, Keys, Request, Restrict
from sotto.keyring.refusals import PurposeNotAllowed

APPLICATION, ADMINISTRATOR = "application", "administrator"
CLAIMS: Final = "legal claims"

# What opens and seals rows: everything but claims, which open what a hold keeps and nothing else.
PURPOSES: Final = frozenset(
    {
        "operate the service",
        "store",
        "show to an authorised user",
        "answer an access request",
        "erase",
        "verify",
        "apply retention",
        "list in the phone book",
        "show e-mail in the phone book",
    }
)
_BOTH: Final = frozenset({APPLICATION, ADMINISTRATOR})
_ADMINISTRATOR: Final = frozenset({ADMINISTRATOR})

REQUESTS: Final[Mapping[str, frozenset[str]]] = {
    "keys": _BOTH,
    "index_key": _BOTH,
    "sign": _BOTH,
    "public_key": _BOTH,
    "tombstone": _BOTH,
    "destroy": _BOTH,
    "destroy_period": _BOTH,
    "destroy_tenant": _BOTH,
    "restrict": _BOTH,
    "hold": _BOTH,
    "held_keys": _BOTH,
    "release_hold": _BOTH,
    "status": _BOTH,
    "log": _BOTH,
    "verify_log": _BOTH,
    "rotate": _ADMINISTRATOR,
    "replayed": _ADMINISTRATOR,
    "backup": _ADMINISTRATOR,
    "close": _ADMINISTRATOR,
    "open": _ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class Policy:
    """`application`: the system user under which web, jobs, media and call events run."""

    application: str

    def role_of(self, peer: str) -> str:
        """Empty: nobody who is answered."""
        return {self.application: APPLICATION, "root": ADMINISTRATOR}.get(peer, "")

    def check(self, request: Request, peer: str) -> None:
        """Raises PurposeNotAllowed."""
        if self.role_of(peer) not in REQUESTS.get(request.do, frozenset()):
            raise PurposeNotAllowed
        if isinstance(request, Keys) and request.purpose not in PURPOSES:
            raise PurposeNotAllowed
        if isinstance(request, HeldKeys) and request.purpose != CLAIMS:
            raise PurposeNotAllowed
        if isinstance(request, Restrict) and set(request.denied) - PURPOSES - {CLAIMS}:
            raise PurposeNotAllowed
