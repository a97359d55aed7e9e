"""Certificates of erasure, as a witness to whom a restore must not bring back."""

from collections.abc import Iterable

from sotto.lib.signed_json import NotGenuine
from sotto.personal_data.keys import keyring
from sotto.trust.backup.services.errors import LedgerRefused
from sotto.trust.backup.services.replay import Person
from sotto.trust.dataprotection.rules import certificate


def certified_people(documents: Iterable[bytes]) -> set[Person]:
    """Only what the keyring here has signed counts: a forged one would erase the living.

    Raises LedgerRefused, KeyringUnavailable.
    """
    trusted = keyring().public_key("certificate")
    try:
        bodies = [certificate.open_(raw, key=trusted) for raw in documents]
    except NotGenuine:
        raise LedgerRefused from None
    return {(body.tenant.id, body.subject) for body in bodies if body.kind == "person"}
