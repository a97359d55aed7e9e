"""Find the markers of canaries in raw bytes, in the clear or in a common disguise.

A marker is `sotto-canary-`, 16 hexadecimal digits that name the canary (its token), and 8 that make
it unique; a canary's telephone number is 999226279 and 6 digits (its serial). What is sought is the
fixed beginning, so that a search can't be used to ask whether some other text lies anywhere.
Disguises: UTF-16, hexadecimal digits, Base64 at any of its three positions. Encrypted or compressed
text is not seen through.
"""

import base64
import binascii
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, Protocol

PREFIX: Final = b"sotto-canary-"
NUMBER_PREFIX: Final = b"999226279"  # 999 is no country; 226279 spells canary.
_TOKEN_BYTES: Final = 8
_SERIAL_BYTES: Final = 4
_REACH: Final = 512  # Bytes around a find that hold the whole marker in its longest disguise.
_SERIAL_DIGITS: Final = 6
_NUMBER_DIGITS: Final = len(NUMBER_PREFIX) + _SERIAL_DIGITS
_BLOCK: Final = 4 << 20
_TOKEN = re.compile(PREFIX + rb"([0-9a-f]{16})")
_NUMBER = re.compile(NUMBER_PREFIX + rb"([0-9]{6})")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2})+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+")


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def new_token() -> str:
    return secrets.token_hex(_TOKEN_BYTES)


def new_marker(token: str) -> str:
    return f"{PREFIX.decode()}{token}{secrets.token_hex(_SERIAL_BYTES)}"


def new_serial() -> str:
    """The last digits of a canary's number."""
    return f"{secrets.randbelow(10**_SERIAL_DIGITS):0{_SERIAL_DIGITS}}"


def number_of(serial: str) -> str:
    """In E.164."""
    return f"+{NUMBER_PREFIX.decode()}{serial}"


def tokens_in(source: Readable) -> Counter[str]:
    """How often the markers of which canary stand in a stream: by token, a number by its serial."""
    found: Counter[str] = Counter()
    carried = b""
    while block := source.read(_BLOCK):
        window = carried + block
        settled = max(len(window) - _REACH, 0)  # What begins later is looked at next time, whole.
        found += _tokens(window, until=settled)
        carried = window[settled:]
    return found + _tokens(carried, until=len(carried))


def _tokens(window: bytes, *, until: int) -> Counter[str]:
    """Of markers that begin before `until`."""
    found: Counter[str] = Counter()
    for pattern, undress in _DISGUISES:
        start = window.find(pattern)
        while 0 <= start < until:
            if match := _TOKEN.search(undress(window[start : start + _REACH])):
                found[match.group(1).decode()] += 1
            start = window.find(pattern, start + 1)
    for number in _NUMBER.finditer(window, 0, until + _NUMBER_DIGITS - 1):
        found[number.group(1).decode()] += 1
    return found


def _from_hex(text: bytes) -> bytes:
    digits = _HEX.match(text)
    return binascii.unhexlify(digits.group()) if digits else b""


def _base64_patterns() -> Iterator[tuple[bytes, Callable[[bytes], bytes]]]:
    """At each position: the letters that do not depend on what stands before or after."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + PREFIX)
        first = -(-before * 8 // 6)  # Letters that also hold bits of what stands before.
        last = (before + len(PREFIX)) * 8 // 6
        yield encoded[first:last], _Undress(encoded[:first])


class _Undress:
    """Decodes Base64 whose first letters are known, and not those that were found."""

    def __init__(self, head: bytes) -> None:
        self._head = head

    def __call__(self, text: bytes) -> bytes:
        letters = _BASE64.match(text)
        whole = self._head + (letters.group() if letters else b"")
        return base64.b64decode(whole[: len(whole) // 4 * 4])


def _clear(text: bytes) -> bytes:
    return text


def _narrow(text: bytes) -> bytes:
    return text[::2]


_DISGUISES: Final[tuple[tuple[bytes, Callable[[bytes], bytes]], ...]] = (
    (PREFIX, _clear),
    (PREFIX.decode().encode("utf-16-le"), _narrow),
    (PREFIX.hex().encode(), _from_hex),
    (PREFIX.hex().upper().encode(), _from_hex),
    *_base64_patterns(),
)
