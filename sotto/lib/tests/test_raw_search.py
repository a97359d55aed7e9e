"""Markers are found in every disguise, across blocks, and nothing else is."""

import base64
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.lib.raw_search import (
    PREFIX,
    new_marker,
    new_serial,
    new_token,
    number_of,
    tokens_in,
)

pytestmark = pytest.mark.rules

TOKEN = new_token()
MARKER = new_marker(TOKEN).encode()
DISGUISES: dict[str, Callable[[bytes], bytes]] = {
    "clear": bytes,
    "UTF-16": lambda text: text.decode("latin-1").encode("utf-16-le"),
    "hex": lambda text: text.hex().encode(),
    "HEX": lambda text: text.hex().upper().encode(),
    "Base64": base64.b64encode,
}


@pytest.mark.parametrize("disguise", DISGUISES)
@given(before=st.binary(max_size=40), after=st.binary(max_size=40))
def test_a_marker_is_found_in_each_disguise(disguise: str, before: bytes, after: bytes) -> None:
    dressed = DISGUISES[disguise](before + MARKER + after)
    assert TOKEN in tokens_in(io.BytesIO(dressed))


@pytest.mark.parametrize("at", [(4 << 20) - 30, (4 << 20) - 512, (4 << 20), 3])
def test_a_marker_that_lies_across_blocks_is_found_once(at: int) -> None:
    raw = bytes(at) + MARKER + bytes(5 << 20)
    assert tokens_in(io.BytesIO(raw)) == {TOKEN: 1}


@pytest.mark.parametrize("at", [(4 << 20) - 7, (4 << 20) - 512, (4 << 20) - 526, 0])
def test_a_number_is_found_once_wherever_it_lies(at: int) -> None:
    serial = new_serial()
    raw = bytes(at) + number_of(serial).encode() + bytes(5 << 20)
    assert tokens_in(io.BytesIO(raw)) == {serial: 1}


def test_each_canary_is_told_apart() -> None:
    other = new_token()
    raw = b" ".join((MARKER, new_marker(other).encode(), MARKER))
    assert tokens_in(io.BytesIO(raw)) == {TOKEN: 2, other: 1}


@given(st.binary(max_size=2000))
def test_other_bytes_hold_none(raw: bytes) -> None:
    assert not tokens_in(io.BytesIO(raw.replace(PREFIX, b"")))


def test_a_marker_that_was_cut_off_names_nobody() -> None:
    assert not tokens_in(io.BytesIO(PREFIX + b"0123"))
