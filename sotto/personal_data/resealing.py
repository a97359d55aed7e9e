"""Put another content into an envelope, in the month in which it was sealed.

Assigning and saving would seal in the present month: then what was masked or put right would
outlive the rest of its record. ENT-30, PBX-71.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from sotto.keyring.periods import Period
from sotto.personal_data import envelope
from sotto.personal_data.fields import Sealed, place_of


def reseal(
    rows: Sequence[models.Model], column: Sealed, contents: Sequence[Mapping[str, Any]]
) -> list[bytes | None]:
    """New envelopes for one column of many rows, one request for keys; the caller stores them.

    None where a person is erased or the month is over: then there is nothing to be changed.
    Raises KeyringUnavailable. Any: JSON values.
    """
    return reseal_in(rows, column, contents, [_sealed_in(row, column) for row in rows])


def reseal_in(
    rows: Sequence[models.Model],
    column: Sealed,
    contents: Sequence[Mapping[str, Any]],
    periods: Sequence[Period],
) -> list[bytes | None]:
    """The same, in periods of the caller's choice."""
    ciphers = column.ciphers(rows, periods, create=True)
    return [
        None if cipher is None else envelope.seal(cipher, dict(new), place_of(row, column), period)
        for row, cipher, new, period in zip(rows, ciphers, contents, periods, strict=True)
    ]


def _sealed_in(row: models.Model, column: Sealed) -> Period:
    raw: bytes = row.__dict__[column.attname]
    return envelope.Header.from_bytes(raw).period
