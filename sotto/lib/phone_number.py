"""Telephone numbers in any notation, and the one key under which they are the same (E.164).

A number is written as it is presented or remembered: `+49 30 123456`, `0030…` from abroad,
`030/123456`, `tel:+49-30-123456;ext=12` (RFC 3966), `sip:+4930123456@host;user=phone` (RFC 3261
section 19.1.6). Numbering plans come from the library phonenumbers. PBX-02, ENT-60.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import unquote

import phonenumbers
from typing_extensions import override

LONGEST: Final = 254  # Letters of an address (RFC 5321 section 4.5.3.1.3); a number is shorter.
LONGEST_NUMBER: Final = 64
_LONGEST_EXTENSION: Final = 8  # Digits of an internal number: longer ones are outside.
_LONGEST_OF_A_HOUSE: Final = 5  # Digits: few have longer internal numbers.
_SHORTEST_OUTSIDE: Final = 7  # Digits from which a number with a trunk prefix is an outside one.
_NANP: Final = 1  # North America dials national numbers without any prefix.

_NUMBER: Final = re.compile(
    r"\s*\+?[0-9(\s][0-9\s()/.\-]*(?:(?:;ext=|\s*(?:ext\.?|x|#|Durchwahl)\s*)[0-9]{1,8})?\s*",
    re.IGNORECASE,
)
_INTERNAL: Final = re.compile(r"[0-9*#]{1,20}")
_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>sips?|mailto):)?(?P<user>[^\s@<>\":;,?]{1,64})@"
    r"(?P<host>[\w.\-]{1,189}|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?"
    r"(?P<parameters>(?:;[^\s<>\"?]*)?)(?:\?[^\s<>]*)?",
    re.IGNORECASE,
)
_WITHHELD: Final = frozenset(
    {"", "anonymous", "restricted", "unavailable", "private", "withheld", "unknown"}
)
_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")


class NumberRefused(ValueError):
    """What was given is no number or address. Says what was expected, never what was given."""

    def __init__(self) -> None:
        super().__init__(
            "Expected a number like +49 30 123456 or 030 123456, "
            "or an address like ada@example.org."
        )


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number of the public network. `e164` begins with +; `extension` is dialled behind it."""

    e164: str
    extension: str = ""

    @classmethod
    def parse(cls, text: str, region: str) -> Self:
        """region: ISO 3166 code of the country whose dialling habits apply. Raises NumberRefused.

        An internal number (2001) is none: nobody outside is reached by it.
        """
        written = _plain(text)
        if len(written) > LONGEST_NUMBER:
            raise NumberRefused
        bare = re.sub(r";(?!ext=)[\w-]+=[^\s;]*", "", re.sub(r"(?i)^tel:", "", written))
        if not _NUMBER.fullmatch(bare):
            raise NumberRefused
        found = _understood(bare, region.upper())
        shown = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
        return cls(shown, found.extension or "")

    @property
    def key(self) -> str:
        """The same for every notation of the number."""
        return f"tel:{self.e164}" + (f";ext={self.extension}" if self.extension else "")

    @override
    def __str__(self) -> str:
        return self.e164 + (f";ext={self.extension}" if self.extension else "")

    @override
    def __repr__(self) -> str:
        return "<PhoneNumber>"  # Never the number: this may end in a traceback.


def is_withheld(presented: str) -> bool:
    """Whether a caller hides who it is: RFC 3323 section 4.1, and what gateways write."""
    user = re.sub(r"(?i)^sips?:", "", presented.strip().strip("<>")).partition("@")[0]
    return user.casefold() in _WITHHELD


def canonical(text: str, region: str) -> str:
    """The key of whoever is reached by this number or address. Raises NumberRefused.

    Every notation of one outside number has one key; so has every spelling of an address, be it
    for telephone or mail; an internal number is its digits.
    """
    written = _plain(text).strip("<>")
    if len(written) > LONGEST:
        raise NumberRefused
    found = _ADDRESS.fullmatch(written)
    if found is not None:
        return _key_of_address(found, region)
    try:
        return PhoneNumber.parse(written, region).key
    except NumberRefused:
        digits = re.sub(r"[\s()/.\-]", "", re.sub(r"(?i)^(?:tel|sips?):", "", written))
        if _INTERNAL.fullmatch(digits):
            return f"local:{digits}"
        raise


def is_reachable_at(text: str, region: str) -> bool:
    """Whether this is a number or an address, rather than a name. region: as in `canonical`."""
    return bool(_key(text, region))


def is_outside(text: str, region: str) -> bool:
    """Whether this is a number of the public network, be it whole or not. region: as above."""
    return _key(text, region).startswith("tel:") or lacks_a_code(text, region)


def lacks_a_code(text: str, region: str) -> bool:
    """Whether this is an outside number without a country or an area that we can read.

    Who is stored under the whole number can't be found by it. region: as in `canonical`.
    """
    kind, _, digits = _key(text, region).partition(":")
    return kind == "local" and (digits.startswith("0") or len(digits) > _LONGEST_OF_A_HOUSE)


def _key(text: str, region: str) -> str:
    """As `canonical`; empty for what is neither number nor address."""
    try:
        return canonical(text, region)
    except NumberRefused:
        return ""


def _key_of_address(found: re.Match[str], region: str) -> str:
    """A SIP address that says it stands for a number is that number."""
    user = unquote(found["user"])
    is_sip = (found["scheme"] or "").casefold().startswith("sip")
    says_so = "user=phone" in (found["parameters"] or "").casefold()
    if is_sip and (says_so or user.startswith("+")):
        return PhoneNumber.parse(user, region).key
    host = found["host"].casefold().rstrip(".")
    return f"address:{unicodedata.normalize('NFKC', user).casefold()}@{host}"


def _plain(text: str) -> str:
    """Without what only decorates. Raises NumberRefused for what no keyboard writes into a number.

    Foreign digits are refused, too: they look like others, and one number would become two.
    """
    if len(text) > LONGEST:
        raise NumberRefused
    written = text.translate(_DASHES).translate(_SPACES).strip(" ")
    for letter in written:
        kind = unicodedata.category(letter)
        if kind[0] == "C" or kind in {"Zl", "Zp"} or (kind[0] == "N" and not letter.isascii()):
            raise NumberRefused
    if not written:
        raise NumberRefused
    return written


def _understood(written: str, region: str) -> phonenumbers.PhoneNumber:
    """Raises NumberRefused."""
    is_abroad = written.lstrip(" (").startswith(("+", "00"))
    if is_abroad and not written.lstrip(" (").startswith("+"):
        written = "+" + written.lstrip(" (")[2:]
    written = re.sub(r"(?i)\s*Durchwahl\s*", ";ext=", written)
    try:
        found = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        raise NumberRefused from None
    if not phonenumbers.is_possible_number(found):
        raise NumberRefused
    if not is_abroad and not _is_outside(written, found, region):
        raise NumberRefused
    return found


def _is_outside(written: str, found: phonenumbers.PhoneNumber, region: str) -> bool:
    """Whether a number without a country reaches the public network, rather than an extension."""
    digits = re.sub(r"[^0-9]", "", written.partition(";")[0])
    prefix = phonenumbers.ndd_prefix_for_region(region, True)
    if prefix and prefix != str(_NANP) and digits.startswith(prefix):
        return len(digits) >= _SHORTEST_OUTSIDE
    if not phonenumbers.is_valid_number(found):
        return False
    return not prefix or found.country_code == _NANP or len(digits) > _LONGEST_EXTENSION
