"""The access archive of one person with 10,000 items, against the same rows dumped in clear.

`python -m benchmarks.access_archive`: makes a database and a keyring of its own beside the tests'.
Goals (issue 3): all formats within 30 s; memory that does not grow with what is spoken.
The clear dump reads rows of the same content from tables without any sealing and writes them as
JSON lines into a ZIP file: the least that any archive has to do. Processor time is that of this
process and of those that set the PDF, without PostgreSQL and the keyring: on a machine that does
other work as well, it says more than the clock.
"""

import io
import json
import os
import resource
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import django
from typing_extensions import override

from benchmarks.personal_data import a_keyring, populate
from tests import state

Result = TypeVar("Result")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with a_keyring():
        state.make_database()
        _measure()
    state.leave_nothing()


def _measure() -> None:
    from sotto.features.directory.services import rebuild_projections
    from sotto.lib.age import Identity
    from sotto.personal_data.actor import acting
    from sotto.trust.dataprotection.services.export import Wish, export_subject
    from sotto.trust.tenants.services import open_tenant

    with acting():
        tenant = open_tenant(name="Benchmark", domain="benchmark.example")
        rebuild_projections()
        ada = populate(tenant.pk)
        clear = _in_clear(tenant.pk, ada)
        before = _peak_mb()
        raw = io.BytesIO()
        exported, sealed = _timed(lambda: export_subject(tenant.pk, ada, to=raw))
        print(f"{'items':44} {sum(exported.items.values()):10,}")
        print(f"{'all formats (goal 30 s)':44} {sealed}")
        print(f"{'the same rows dumped in clear':44} {clear}")
        print(f"{'ratio of processor time':44} {sealed.processor / clear.processor:10.1f}")
        print(f"{'archive':44} {len(raw.getvalue()) / 1e6:10.1f} MB")
        print(f"{'memory at its highest, more than before':44} {_peak_mb() - before:10.0f} MB")
        wish = Wish(locks=[Identity.generate().recipient()])
        _, locked = _timed(lambda: export_subject(tenant.pk, ada, to=io.BytesIO(), wish=wish))
        print(f"{'all formats, encrypted':44} {locked}")
        _by_part(raw)


def _in_clear(tenant: UUID, subject: UUID) -> "Took":
    """To dump the same items from a table in clear. The table is made beforehand."""
    from django.db import connection

    from sotto.personal_data.access import items_about
    from sotto.trust.tenants.services import within

    with within(tenant):
        rows = [
            (item.table, json.dumps(dict(item.values), default=str))
            for item in items_about(subject)
        ]
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE clear_items (label text, content text)")
            cursor.executemany("INSERT INTO clear_items VALUES (%s, %s)", rows)

        def dump() -> None:
            with (
                zipfile.ZipFile(
                    io.BytesIO(), "w", zipfile.ZIP_DEFLATED, compresslevel=1
                ) as archive,
                archive.open("items.json", "w") as file,
                connection.cursor() as cursor,
            ):
                cursor.execute("SELECT label, content FROM clear_items")
                for label, content in cursor:
                    line = {"table": label, "values": json.loads(content)}
                    file.write(json.dumps(line).encode() + b"\n")

        return _timed(dump)[1]


def _by_part(raw: io.BytesIO) -> None:
    """How large each format is."""
    sizes: dict[str, int] = {}
    for entry in zipfile.ZipFile(raw).infolist():
        kind = entry.filename.rpartition(".")[2]
        sizes[kind] = sizes.get(kind, 0) + entry.file_size
    for kind, size in sorted(sizes.items()):
        print(f"{'  ' + kind:44} {size / 1e6:10.1f} MB before compression")


@dataclass(frozen=True)
class Took:
    """Seconds."""

    clock: float
    processor: float

    @override
    def __str__(self) -> str:
        return f"{self.clock:10.2f} s, {self.processor:.2f} s of a processor"


def _timed(run: Callable[[], Result]) -> tuple[Result, Took]:
    clock, processor = time.perf_counter(), _processor()
    result = run()
    return result, Took(time.perf_counter() - clock, _processor() - processor)


def _processor() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
