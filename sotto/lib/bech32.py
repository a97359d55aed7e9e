"""Bech32 (BIP 173): how age writes its keys. No limit of 90 letters, as age has none."""

from collections.abc import Iterable

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6


class NotBech32(ValueError):
    """Mistyped: a letter that is none, capital and small ones mixed, or a wrong checksum."""


def encode(prefix: str, content: bytes) -> str:
    """In small letters."""
    data = _regroup(content, 8, 5, pad=True)
    bits = _checksum([*_expand(prefix), *data, *[0] * _CHECKSUM]) ^ 1
    check = [bits >> 5 * (_CHECKSUM - 1 - place) & 31 for place in range(_CHECKSUM)]
    return prefix + "1" + "".join(_LETTERS[one] for one in [*data, *check])


def decode(text: str) -> tuple[str, bytes]:
    """Prefix (in small letters) and content. Raises NotBech32."""
    if text not in (text.lower(), text.upper()):
        raise NotBech32
    prefix, found, rest = text.lower().rpartition("1")
    if not found or not prefix or len(rest) < _CHECKSUM or set(rest) - set(_LETTERS):
        raise NotBech32
    data = [_LETTERS.index(letter) for letter in rest]
    if _checksum([*_expand(prefix), *data]) != 1:
        raise NotBech32
    return prefix, bytes(_regroup(data[:-_CHECKSUM], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _checksum(values: Iterable[int]) -> int:
    sum_ = 1
    for value in values:
        top = sum_ >> 25
        sum_ = (sum_ & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            sum_ ^= generator if top >> place & 1 else 0
    return sum_


def _regroup(values: Iterable[int], size: int, to: int, *, pad: bool) -> list[int]:
    """Bits in groups of `size` become groups of `to`. Raises NotBech32."""
    held, bits, groups = 0, 0, []
    for value in values:
        held, bits = held << size | value, bits + size
        while bits >= to:
            bits -= to
            groups.append(held >> bits & (1 << to) - 1)
    left = held & (1 << bits) - 1
    if pad and bits:
        groups.append(left << to - bits)
    elif not pad and (bits >= size or left):
        raise NotBech32
    return groups
