"""What sealing costs a page, a save, the disk and media, against the same in clear.

`python -m benchmarks.overhead [--rounds 300]` makes a database and a keyring of its own; commits
are durable. Goals (issue 3): the page of one call at most 1.10 times, the list of 50 calls with 50
people 1.25 times, both by p95; a save 1.15 times; storage 1.6 times; media 1.01 times.

The pages are the product's own, asked for through all its middleware by somebody who is signed in:
session, row-level security, audit entry and template are on both sides. In clear the same columns
of another tenant hold JSON, which is read and written as it is: no keys, no header, no AES, and
nothing else differs. Sealed and clear take turns, request by request, so that what else the machine
does hits both. A worker of the product keeps a key between requests, for each person who asked and
each purpose, until somebody is erased or restricted: what is judged has its keys. "Keys asked for
anew" is the first page or save of each person in each worker, and the one right after a denial; a
new connection to the keyring is counted with it.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import django

from benchmarks.durable import durable_commits
from benchmarks.personal_data import CALLS, OTHERS, a_call, a_keyring
from benchmarks.turns import by_turns, say
from tests import state

if TYPE_CHECKING:
    from django.db import models
    from django.test import Client

    from sotto.personal_data.fields import Opened, Sealed

ONE, LIST, SAVE, STORAGE, MEDIA = 1.10, 1.25, 1.15, 1.6, 1.01
CALLS_A_PAGE = 50
SOUND = 10_000_000  # Bytes: 20 minutes of G.711.
CHUNK = 64 * 1024  # As a sealed file has them.
_PIECE = 50 * 172  # A second.


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=300)
    rounds = asked.parse_args().rounds
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with a_keyring(), durable_commits():
        state.make_database()
        _measure(rounds)
    state.leave_nothing()


def _measure(rounds: int) -> None:
    from sotto.features.directory.services import rebuild_projections
    from sotto.personal_data.actor import acting
    from sotto.trust.tenants.services import open_tenant

    with acting():
        sealed = Side(open_tenant(name="Sealed", domain="sealed.example").pk)
        clear = Side(open_tenant(name="Clear", domain="clear.example").pk, in_clear=True)
        rebuild_projections()
        for start in range(0, CALLS, 1000):  # By turns: neither side's are the newest.
            for side in (sealed, clear):
                side.fill(range(start, start + 1000))
        for side in (sealed, clear):
            side.sign_in()
        _say_storage(sealed, clear)
    say("one call", ONE, *by_turns(rounds, sealed.one, clear.one))
    say("50 calls of 50 people", LIST, *by_turns(rounds, sealed.list, clear.list))
    anew = by_turns(rounds // 3, sealed.list, clear.list, before=_forget_keys)
    say("50 calls, keys asked for anew", None, *anew)
    with acting():
        anew = by_turns(rounds // 3, sealed.save, clear.save, before=_forget_keys)
        for _ in range(OTHERS):  # Each person once: then all their keys are there.
            sealed.save()
        say("save", SAVE, *by_turns(rounds, sealed.save, clear.save))
        say("save, keys asked for anew", None, *anew)
        _say_media(sealed)
    print(f"load when it ended: {os.getloadavg()[0]:.2f}; commits: {_commits()}")


class Side:
    """One tenant with 10,000 calls of 201 people, and somebody who administers it."""

    def __init__(self, tenant: UUID, *, in_clear: bool = False) -> None:
        self.tenant = tenant
        self._reading = _in_clear if in_clear else _as_ever
        self._others = [uuid4() for _ in range(OTHERS)]
        self._ada = uuid4()
        self._browser: Client | None = None
        self._last: UUID | None = None
        self._saved = count()

    def fill(self, numbers: Sequence[int]) -> None:
        from sotto.features.calls.models import Call
        from sotto.personal_data.records import seal
        from sotto.trust.tenants.services import within

        with self._reading(), within(self.tenant):
            rows = [self._row(number) for number in numbers]
            Call.objects.bulk_create(seal(rows))
        self._last = rows[-1].pk

    def sign_in(self) -> None:
        from sotto.trust.tenants.services import within
        from tests.browsers import administrator

        with self._reading(), within(self.tenant):
            self._browser = administrator()

    def list(self) -> None:
        with self._reading():
            said = self._get("/calls/")
        assert said.count('<td data-label="From">') == CALLS_A_PAGE

    def one(self) -> None:
        with self._reading():
            said = self._get(f"/calls/{self._last}/reveal/")
        assert 'id="call-heading"' in said

    def save(self) -> None:
        from sotto.trust.tenants.services import within

        with self._reading(), within(self.tenant):
            self._row(next(self._saved)).save(force_insert=True)

    def _row(self, number: int) -> Any:  # Any: models are not to be imported yet.
        return a_call(self.tenant, self._ada, self._others[number % OTHERS], number)

    def _get(self, path: str) -> str:
        assert self._browser is not None
        answer = self._browser.get(path, secure=True, headers={"host": "localhost"})
        assert answer.status_code == 200, answer.status_code
        said = answer.content.decode()
        assert "erased" not in said, "a row did not open"
        return said


@contextmanager
def _as_ever() -> Iterator[None]:
    yield


@contextmanager
def _in_clear() -> Iterator[None]:
    """Columns hold JSON instead of envelopes, for as long as this lasts."""
    from sotto.personal_data import fields, records

    before = {name: getattr(fields, name) for name in ("open_all", "seal_all")}
    _put(fields, records, {"open_all": _read, "seal_all": _write})
    try:
        yield
    finally:
        _put(fields, records, before)


def _put(first: ModuleType, second: ModuleType, functions: Mapping[str, object]) -> None:
    for module in (first, second):
        for name, function in functions.items():
            setattr(module, name, function)


def _read(rows: "Sequence[models.Model]", column: "Sealed") -> "list[Opened]":
    from sotto.personal_data.fields import ERASED, Opened

    name, opened = column.attname, f"_opened_{column.attname}"
    for row in rows:
        if isinstance(raw := row.__dict__.get(name), bytes):
            row.__dict__[opened] = Opened(json.loads(raw.decode()))
    return [row.__dict__.get(opened, ERASED) for row in rows]


def _write(rows: "Sequence[models.Model]", column: "Sealed") -> list[bytes]:
    name = column.attname
    return [
        json.dumps(row.__dict__[name], ensure_ascii=False, separators=(",", ":")).encode()
        for row in rows
    ]


def _forget_keys() -> None:
    """As after a denial: what was cached is void."""
    from sotto.personal_data.keys import keyring

    keyring().close()
    keyring.cache_clear()


def _say_storage(sealed: Side, clear: Side) -> None:
    """The same table with each side's rows alone, its indexes, and the keys that one needs."""
    from django.conf import settings

    keys = (settings.SOTTO.state_dir / "keyring" / "keys.db").stat().st_size
    mine, theirs = _bytes_of(sealed.tenant) + keys, _bytes_of(clear.tenant)
    title = f"storage of {CALLS:,} calls, {keys / 1e6:.1f} MB of keys"
    print(
        f"{title:36} {mine / 1e6:8.2f} MB; in clear {theirs / 1e6:8.2f} MB; "
        f"{mine / theirs:.2f} times (goal {STORAGE})"
    )


def _bytes_of(tenant: UUID) -> int:
    """A table like that of the calls, indexes included, with the rows of one tenant."""
    from psycopg import sql

    from tests.state import as_role

    with as_role("postgres", _database()) as database:
        database.execute("DROP TABLE IF EXISTS alone")
        database.execute("CREATE TABLE alone (LIKE calls_call INCLUDING ALL)")
        chosen = sql.SQL("INSERT INTO alone SELECT * FROM calls_call WHERE tenant_id = {}")
        database.execute(chosen.format(sql.Literal(tenant)))
        row = database.execute("SELECT pg_total_relation_size('alone')").fetchone()
        database.execute("DROP TABLE alone")
    assert row is not None
    return int(row[0])


def _commits() -> str:
    """What PostgreSQL says of itself: on, or the figure of a save is worth nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        return "fsync {}, synchronous_commit {}".format(*cursor.fetchone())


def _database() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _say_media(side: Side) -> None:
    """The same sound in a sealed file and in a plain one: durable when written, then read."""
    from sotto.features.voicemail.models import Message
    from sotto.personal_data.sealed_file import StoredFile
    from sotto.trust.tenants.services import within

    with TemporaryDirectory(dir="/var/tmp") as folder, within(side.tenant):
        plain = Path(folder) / "plain"
        message = Message(tenant_id=side.tenant, owner=uuid4(), caller=uuid4())
        stored = StoredFile.of(message, "audio")

        def seal() -> None:
            stored.delete()
            writer = stored.create()
            for piece in _pieces():
                writer.write(piece)
            writer.finish()

        def write() -> None:
            with plain.open("wb", buffering=0) as file:
                for piece in _pieces():
                    file.write(piece)
                os.fsync(file.fileno())

        say("media written", None, *by_turns(10, seal, write))
        path, reader = stored.path, stored.open_()
        assert path is not None
        assert reader is not None
        assert reader.read() == b"".join(_pieces())
        say("media read", None, *by_turns(10, lambda: _read_all(stored), lambda: _bytes(plain)))
        ratio = path.stat().st_size / plain.stat().st_size
        print(f"{'media, size':36} {ratio:.4f} times (goal {MEDIA})")


def _read_all(stored: Any) -> None:  # Any: a StoredFile, not to be imported yet.
    reader = stored.open_()
    for _ in reader:
        pass


def _bytes(plain: Path) -> None:
    with plain.open("rb", buffering=0) as file:
        while file.read(CHUNK):
            pass


def _pieces() -> Iterator[bytes]:
    piece = bytes(range(256)) * (_PIECE // 256 + 1)
    for _ in range(SOUND // _PIECE):
        yield piece[:_PIECE]


if __name__ == "__main__":
    main()
