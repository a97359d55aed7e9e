"""Bencode, the encoding of rtpengine's `ng` protocol: numbers, bytes, lists, dictionaries."""

from typing import Any, Final

_DEEPEST: Final = 50


class Malformed(ValueError):  # Bad input, not a mistake of ours.
    """Not bencode. Carries no part of the input."""


def encode(value: Any) -> bytes:
    """value: int, str, bytes, list or dict of these; text becomes UTF-8."""
    match value:
        case bool():
            raise TypeError("bencode has no booleans")
        case int():
            return b"i%de" % value
        case str():
            return encode(value.encode())
        case bytes():
            return b"%d:%s" % (len(value), value)
        case list():
            return b"l" + b"".join(map(encode, value)) + b"e"
        case dict():
            parts = (encode(key) + encode(value[key]) for key in sorted(value))
            return b"d" + b"".join(parts) + b"e"
    raise TypeError("expected a number, text, list or dictionary")


def decode(data: bytes) -> Any:
    """Text comes back as str (Latin-1 where it is not UTF-8). Raises Malformed."""
    try:
        value, end = _value(data, 0, 0)
    except (IndexError, ValueError):
        raise Malformed from None
    if end != len(data):
        raise Malformed
    return value


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST:
        raise Malformed
    kind = data[at : at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if kind == b"l":
        return _items(data, at + 1, depth + 1)
    if kind == b"d":
        flat, end = _items(data, at + 1, depth + 1)
        if len(flat) % 2 or not all(isinstance(key, str) for key in flat[::2]):
            raise Malformed
        return dict(zip(flat[::2], flat[1::2], strict=True)), end
    colon = data.index(b":", at)
    if not data[at:colon].isdigit():
        raise Malformed
    end = colon + 1 + int(data[at:colon])
    if end > len(data):
        raise Malformed
    return _text(data[colon + 1 : end]), end


def _items(data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
    items = []
    while data[at] != ord("e"):
        item, at = _value(data, at, depth)
        items.append(item)
    return items, at + 1


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
