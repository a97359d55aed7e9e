"""A whole customer goes: every row about people of the current tenant, and every sealed file.

What is only appended to (the audit trail) stays as pseudonyms that lead nowhere. ENT-72.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, transaction

from sotto.personal_data.registry import Holding, holdings


def delete_everything() -> tuple[Counter[str], dict[str, str]]:
    """How much went, by "table: deed", and which tables refused, with the kind of refusal.

    Tables hang on each other: as long as one round deletes something, another may let go.
    """
    counts: Counter[str] = Counter()
    waiting = [one for one in holdings() if not one.declared.append_only]
    while True:
        refused = {one.label: why for one in waiting if (why := _delete(one, counts))}
        if len(refused) in {0, len(waiting)}:
            return +counts, refused
        waiting = [one for one in waiting if one.label in refused]


def count_files(tenant: UUID) -> int:
    """How many sealed files of this customer there are."""
    return sum(len(files) for _, _, files in os.walk(_folder(tenant)))


def delete_files(tenant: UUID) -> dict[str, str]:
    """By name what could not be read or removed, with the kind of failure."""
    failed: dict[str, str] = {}

    def note(failure: OSError) -> None:
        if not isinstance(failure, FileNotFoundError):  # Never was there, or is gone already.
            failed[Path(failure.filename).name] = type(failure).__name__

    for place, folders, files in os.walk(_folder(tenant), topdown=False, onerror=note):
        for name in files:
            with _noting(note):
                Path(place, name).unlink()
        for name in folders:
            with _noting(note):
                Path(place, name).rmdir()
    return failed


def _folder(tenant: UUID) -> Path:
    return Path(settings.SOTTO.files_dir / tenant.hex)


@contextmanager
def _noting(note: Callable[[OSError], None]) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        note(failure)


def _delete(holding: Holding, counts: Counter[str]) -> str:
    """The kind of refusal; empty when the table is empty now."""
    try:
        with transaction.atomic():
            deleted = holding.model._default_manager.all().delete()[1]
    except (OperationalError, InterfaceError):
        raise
    except Error as failure:
        return type(failure).__name__
    counts.update({f"{label}: rows deleted": count for label, count in deleted.items()})
    return ""
