"""One person's archive: items collected once, then written in each format, piece by piece."""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, Any
from uuid import UUID

from sotto.personal_data.access import Item, count_items, items_about
from sotto.personal_data.portable import Values, portable_of
from sotto.personal_data.registry import holdings
from sotto.personal_data.sealed_file import StoredFile
from sotto.personal_data.vocabulary import Category, Retention
from sotto.trust.dataprotection.services.archive import contacts, conversations, page, printed
from sotto.trust.dataprotection.services.archive.facts import Facts
from sotto.trust.dataprotection.services.archive.spool import Record, Spool
from sotto.trust.dataprotection.services.schema import FORMAT, archive_schema
from sotto.trust.retention.services import keep_until

Progress = Callable[[int, int], None]  # Items done, items in all.


class PersonArchive:
    """Writes into `archive` below `folder`. Each step of `pieces` leaves little to be fetched."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        facts: Facts,
        *,
        actors: tuple[str, ...] = (),
        folder: str = "",
        progress: Progress = lambda *_: None,
    ) -> None:
        self._archive = archive
        self._facts = facts
        self._actors = actors
        self._folder = folder
        self._progress = progress
        self._tables: dict[str, Spool] = {}
        self._portable = {one.label: portable_of(one.model) for one in holdings()}
        self._retentions = {one.label: one.declared.retention for one in holdings()}
        self._dates: dict[tuple[Retention, date | None], str | None] = {}
        self.files = 0

    @property
    def items(self) -> dict[str, int]:
        """How many of each table."""
        return {label: len(items) for label, items in self._tables.items()}

    def pieces(self) -> Iterator[None]:
        """Write everything; a pause after each piece."""
        yield from self._collect()
        self._sort()
        yield from self._as_text("person.json", self._json())
        yield from self._as_text("index.html", page.page(self._facts, self._tables))
        yield from self._contacts()
        for name, volume in printed.volumes(self._facts, self._tables):
            self._put(name, volume)
            yield
        self._put("schema.json", json.dumps(archive_schema(), indent=1).encode())
        yield

    def _collect(self) -> Iterator[None]:
        facts = self._facts
        total = sum(count_items(facts.subject, actors=self._actors).values())
        found = items_about(facts.subject, facts.profile, actors=self._actors)
        for done, item in enumerate(found, start=1):
            files = dict(self._files(item))
            self._tables.setdefault(item.table, Spool()).add(self._record(item, files))
            self._progress(done, total)
            if files or self._portable[item.table].conversation:
                yield

    def _sort(self) -> None:
        """People first, the trail last."""
        last = {one.label for one in holdings() if one.declared.category is Category.MAINTENANCE}
        self._tables = dict(sorted(self._tables.items(), key=lambda pair: pair[0] in last))

    def _record(self, item: Item, files: dict[str, str]) -> Record:
        return {
            "table": item.table,
            "id": str(item.id),
            "roles": list(item.roles),
            "kept_until": self._kept_until(item),
            "values": item.values,
            "files": files,
        }

    def _kept_until(self, item: Item) -> str | None:
        """None: until the person, or whoever it belongs to, goes."""
        known = (self._retentions[item.table], item.since)
        if known not in self._dates:
            until = keep_until(known[0], item.since) if item.since else None
            self._dates[known] = until.isoformat() if until else None
        return self._dates[known]

    def _files(self, item: Item) -> Iterator[tuple[str, str]]:
        """Each file's column and name in the archive; what can't be opened any more is left out."""
        sounds = {}
        for stored in item.files:
            content = _content(stored)
            if content is not None:
                column = stored.column
                name = f"files/{item.table}/{item.id}.{column.name}.{column.suffix}"
                self._put(name, content)
                self.files += 1
                sounds[stored.column.name] = content
                yield stored.column.name, name
        converse = self._portable[item.table].conversation
        conversation = converse(item.values) if converse else None
        if conversation is not None:
            raw = conversations.vcon(
                item.id,
                conversation,
                made_at=self._facts.made_at,
                sound=sounds.get(conversation.file),
            )
            self._put(f"vcon/{item.id}.vcon", raw)

    def _json(self) -> Iterator[str]:
        facts = self._facts
        about = {
            "format": FORMAT,
            "made_at": facts.made_at.isoformat(timespec="seconds"),
            "subject": str(facts.subject),
            **facts.general(),
            "tables": facts.tables(),
        }
        yield json.dumps(about, ensure_ascii=False, indent=1)[:-2] + ',\n "items": ['
        comma = "\n"
        for items in self._tables.values():
            for record in items:
                yield comma + json.dumps(record, ensure_ascii=False)
                comma = ",\n"
        yield "\n ]\n}\n"

    def _contacts(self) -> Iterator[None]:
        cards = (make(values) for _, make, values in self._with("card"))
        self._put("person.vcf", contacts.vcard(self._facts.subject, filter(None, cards)))
        yield
        entries = self._entries()
        first = next(entries, None)
        if first is None:
            return  # A calendar without an entry is none (RFC 5545 section 3.6).
        with self._open("calendar.ics") as file:
            file.write(contacts.calendar_head() + first)
            for entry in entries:
                file.write(entry)
                yield
            file.write(contacts.calendar_tail())

    def _entries(self) -> Iterator[bytes]:
        for item, make, values in self._with("moment"):
            moment = make(values)
            if moment is not None:
                yield contacts.calendar_entry(item, moment, made_at=self._facts.made_at)

    def _with(self, form: str) -> Iterator[tuple[UUID, Callable[[Values], Any], Values]]:
        """Items whose room says what they are in this form. Any: as the form is."""
        for label, items in self._tables.items():
            make = getattr(self._portable[label], form)
            if make is not None:
                for record in items:
                    yield UUID(record["id"]), make, record["values"]

    def _as_text(self, name: str, parts: Iterator[str]) -> Iterator[None]:
        with self._open(name) as file:
            for part in parts:
                file.write(part.encode())
                yield

    def _open(self, name: str) -> IO[bytes]:
        """An entry of the archive whose size nobody knows yet; no other while it is open."""
        return self._archive.open(self._folder + name, "w", force_zip64=True)

    def _put(self, name: str, content: bytes) -> None:
        self._archive.writestr(self._folder + name, content)


def _content(stored: StoredFile) -> bytes | None:
    reader = stored.open_()
    return None if reader is None else stored.column.show(reader.read())
