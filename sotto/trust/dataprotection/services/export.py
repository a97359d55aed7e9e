"""Export somebody: one archive with everything, for a machine and for a reader.

`person.json` by `schema.json`, `files/…` as they play, `index.html`. Written to a file object, so
that the archive never lies on our disk unless the one who asked puts it there.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.template.loader import render_to_string

from sotto.personal_data.access import Item, count_items, items_about
from sotto.personal_data.countries import profile
from sotto.personal_data.registry import holdings
from sotto.personal_data.sealed_file import StoredFile
from sotto.personal_data.vocabulary import Category
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.services.schema import FORMAT, archive_schema
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import within

Progress = Callable[[int, int], None]  # Items done, items in all.


@dataclass(frozen=True)
class Exported:
    """How many items of each table, and how many files, an archive holds."""

    items: dict[str, int]
    files: int


def export_subject(
    tenant: UUID, subject: UUID, *, to: BinaryIO, progress: Progress = lambda *_: None
) -> Exported:
    """Write the archive of one person. to: a seekable binary file."""
    with within(tenant), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        record("dataprotection:person:exported", subject=subject)
        total = sum(count_items(subject).values())
        items: list[dict[str, Any]] = []  # Any: JSON
        for item in items_about(subject, profile(country_of(tenant))):
            items.append(_as_json(item, dict(_files(archive, item))))
            progress(len(items), total)
        about = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "subject": str(subject),
            "tables": _tables(),
            "items": items,
        }
        archive.writestr("person.json", json.dumps(about, ensure_ascii=False, indent=1))
        archive.writestr("schema.json", json.dumps(archive_schema(), indent=1))
        archive.writestr("index.html", _page(about))
        files = sum(len(item["files"]) for item in items)
        return Exported(dict(Counter(item["table"] for item in items)), files)


def _as_json(item: Item, files: dict[str, str]) -> dict[str, Any]:  # Any: JSON
    return {
        "table": item.table,
        "id": str(item.id),
        "roles": list(item.roles),
        "values": item.values,
        "files": files,
    }


def _files(archive: zipfile.ZipFile, item: Item) -> Iterator[tuple[str, str]]:
    """Each file's column and its name in the archive. What is about the erased is left out."""
    for stored in item.files:
        content = _content(stored)
        if content is not None:
            name = f"files/{item.table}/{item.id}.{stored.column.suffix}"
            archive.writestr(name, content)
            yield stored.column.name, name


def _content(stored: StoredFile) -> bytes | None:
    reader = stored.open_()
    return None if reader is None else stored.column.show(reader.read())


def _tables() -> dict[str, dict[str, Any]]:  # Any: JSON
    """Why we have what we have: Art. 15(1) GDPR, read off the declarations."""
    return {
        one.label: {
            "title": str(one.model._meta.verbose_name_plural).capitalize(),
            "category": one.declared.category,
            "purpose": one.declared.purpose,
            "basis": one.declared.basis,
            "retention": one.declared.retention.name,
            "recipients": list(one.declared.recipients),
        }
        for one in holdings()
    }


def _readable(item: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """An item as the page prints it: plain lines, made here since the page has very many."""
    lines = []
    for name, value in item["values"].items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        texts = [f"{part}: {text}" if part else str(text) for part, text in parts if text]
        lines.append((name, "; ".join(texts) or "-"))
    return {"roles": ", ".join(item["roles"]), "lines": lines, "files": item["files"]}


def _page(about: dict[str, Any]) -> str:  # Any: JSON
    tables = [
        {
            "label": label,
            **facts,
            "items": [_readable(item) for item in about["items"] if item["table"] == label],
        }
        for label, facts in about["tables"].items()
    ]
    used = [table for table in tables if table["items"]]
    used.sort(key=lambda table: bool(table["category"] == Category.MAINTENANCE))  # Trail last.
    return render_to_string("dataprotection/archive.html", {"about": about, "tables": used})
