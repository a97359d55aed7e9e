"""What names, numbers and addresses may look like, and how devices are named. Pure."""

import base64
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

NAME_LETTERS = 120
_EXTENSION = re.compile(r"[0-9]{2,8}")
_ADDRESS = re.compile(r"[^\s@<>\",;]{1,64}@[^\s@<>\",;]{1,189}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an input was refused: which field, and what was expected."""

    field: str
    expected: str


def fault_in_person(*, name: str, extension: str, email: str) -> Fault | None:
    """The first fault of a person's data, or None. Never repeats the input: it is personal."""
    if not name.strip() or len(name) > NAME_LETTERS:
        return Fault("name", f"A name has 1 to {NAME_LETTERS} characters.")
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in name):
        return Fault("name", "A name has no control characters or line breaks.")
    if not _EXTENSION.fullmatch(extension):
        return Fault("extension", "An extension has 2 to 8 digits.")
    if email and not _ADDRESS.fullmatch(email):
        return Fault("email", "An e-mail address looks like ada@example.org.")
    return None


def device_username(random: bytes) -> str:
    """Opaque: `d` and 12 letters or digits (60 bits), so that there is nothing to enumerate.

    random: 8 bytes.
    """
    return "d" + base64.b32encode(random).decode().lower().rstrip("=")[:12]


def device_uri(*, username: str, password: str, realm: str, server: str) -> str:
    """What a telephone scans to register. server: `address:port` where it finds us by TLS."""
    return f"sips:{quote(username)}:{quote(password)}@{realm};maddr={server}"


def comparable(name: str) -> str:
    """How a sign-in name or address is compared."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
