"""What a legal hold keeps readable: the data keys of whole rows, and how those rows open again.

A data key is that of the people a column is about, in one class and month: that is how fine a hold
can be. What it keeps opens for legal claims only, whatever became of its people (Art. 17(3)(e)).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from sotto.keyring.client import Use, Wanted
from sotto.personal_data import envelope
from sotto.personal_data.actor import current_actor
from sotto.personal_data.envelope import EnvelopeDamaged, Header, Place
from sotto.personal_data.fields import ERASED, Opened, Sealed, place_of
from sotto.personal_data.keys import keyring
from sotto.personal_data.registry import Holding
from sotto.personal_data.sealed_file import SealedReader, StoredFile, period_in


def wanted_by(holding: Holding, rows: Iterable[models.Model]) -> Iterator[Wanted | None]:
    """The data keys without which these rows, and their files, can't be opened.

    None for a file that is not there, or damaged: no key opens it.
    """
    for row in rows:
        for column in (*holding.sealed, *holding.key_shares):
            raw = row.__dict__.get(column.attname)
            if isinstance(raw, bytes):
                yield _wanted(place_of(row, column), raw)
        for file in holding.files:
            if row.__dict__[file.attname] is not None and file.about:
                yield _wanted_by_file(StoredFile(row, file))


def open_held(
    hold: UUID, holding: Holding, rows: Sequence[models.Model]
) -> list[dict[str, Opened]]:
    """Each row's sealed columns; for legal claims, by an approved hold. Raises HoldUnknown."""
    opened: list[dict[str, Opened]] = [{} for _ in rows]
    for column in holding.sealed:
        for number, value in _open_column(hold, column, rows):
            opened[number][column.name] = value
    return opened


def read_held(hold: UUID, stored: StoredFile) -> SealedReader | None:
    """None where the hold has no key for it, or there is no file."""
    path = stored.path
    if path is None:
        return None
    place = place_of(stored.row, stored.column)
    [cipher] = _ciphers(hold, place, [Wanted(place.subjects, period_in(path))])
    return None if cipher is None else stored.open_with(cipher)


def _open_column(
    hold: UUID, column: Sealed, rows: Sequence[models.Model]
) -> Iterator[tuple[int, Opened]]:
    sealed = {number: row.__dict__.get(column.attname) for number, row in enumerate(rows)}
    waiting = {number: raw for number, raw in sealed.items() if isinstance(raw, bytes)}
    if not waiting:
        return
    places = {number: place_of(rows[number], column) for number in waiting}
    wanted = [_wanted(places[number], raw) for number, raw in waiting.items()]
    ciphers = _ciphers(hold, next(iter(places.values())), wanted)
    for (number, raw), cipher in zip(waiting.items(), ciphers, strict=True):
        value = ERASED
        if cipher is not None:
            value = Opened(envelope.open_(cipher, raw, places[number]))
        yield number, value


def _ciphers(hold: UUID, place: Place, wanted: list[Wanted]) -> list[AESGCM | None]:
    actor = current_actor()
    use = Use(actor.id, actor.purpose, place.field)
    return keyring().held_keys(place.tenant, hold, wanted, use)


def _wanted_by_file(stored: StoredFile) -> Wanted | None:
    path = stored.path
    try:
        period = None if path is None else period_in(path)
    except (EnvelopeDamaged, FileNotFoundError):
        period = None
    return None if period is None else Wanted(place_of(stored.row, stored.column).subjects, period)


def _wanted(place: Place, raw: Any) -> Wanted:  # Any: an envelope, as the row has it
    return Wanted(place.subjects, Header.from_bytes(raw).period)
