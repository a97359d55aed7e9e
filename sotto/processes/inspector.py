"""Reads every place in which bytes may stay, and says where markers of canaries lie (UCC-72).

Runs as root, since no other user may read what all of them keep. It takes no parameters, changes
nothing, and names files and tables only. Places: the whole state (heap, write-ahead log, sealed
files, logs, keyring), a dump as a backup would make it, the rows of every table as they read now
(copies that are not written to files yet included), configured folders beside the state, and what
our system users left in temporary folders.
"""

import asyncio
import contextlib
import json
import os
import pwd
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg
import structlog
from psycopg import sql

from sotto.engines.inspector.client import ASK, Place
from sotto.lib.raw_search import tokens_in
from sotto.personal_data.sinks import Kind, named
from sotto.settings import logs
from sotto.settings.configuration import Configuration
from sotto.trust.canaries.rules import ELSEWHERE

log = structlog.get_logger()
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108 -- they are searched.
_PG_DUMP = "/usr/lib/postgresql/15/bin/pg_dump"


@dataclass
class Search:
    """One search, as it goes on. database: its name in PostgreSQL."""

    configuration: Configuration
    database: str
    places: list[Place] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    files: int = 0
    amount: int = 0  # Bytes.

    def run(self) -> None:
        for path in self._paths():
            self._file(path, str(path))
        for path in self._temporary():
            self._file(path, f"{ELSEWHERE}{path}")
        try:
            self._dump()
            self._rows()
        except (OSError, psycopg.Error, subprocess.SubprocessError):
            self.unread.append("the database")

    def found(self, *, seconds: float) -> dict[str, Any]:  # Any: JSON
        """What is told: the places that hold a marker, and how much was read."""
        return {
            "places": [asdict(place) for place in self.places],
            "files": self.files,
            "bytes": self.amount,
            "seconds": round(seconds, 3),
            "unread": self.unread,
        }

    def _paths(self) -> Iterator[Path]:
        yield from _files_in(self.configuration.state_dir)
        yield from self._cluster()
        for name in sorted(named(Kind.FOLDER)):
            folder: Path | None = getattr(self.configuration, name)
            if folder and not folder.is_relative_to(self.configuration.state_dir):
                yield from _files_in(folder)

    def _cluster(self) -> Iterator[Path]:
        """The database's files, where they lie elsewhere."""
        with contextlib.suppress(psycopg.Error), self._connected() as database:
            [name] = database.execute("SHOW data_directory").fetchone() or [""]
            if name and not Path(name).is_relative_to(self.configuration.state_dir):
                yield from _files_in(Path(name))

    def _connected(self) -> psycopg.Connection:
        host = str(self.configuration.postgres_socket_dir)
        return psycopg.connect(host=host, user="postgres", dbname=self.database)

    def _temporary(self) -> Iterator[Path]:
        """What our system users left in folders that belong to everybody."""
        users, state = _our_users(self.configuration), self.configuration.state_dir
        for folder in _TEMPORARY:
            for path in _files_in(folder):
                with contextlib.suppress(OSError):
                    if path.lstat().st_uid in users and not path.is_relative_to(state):
                        yield path

    def _file(self, path: Path, name: str) -> None:
        try:
            with path.open("rb") as file:
                self._note(name, file)
        except FileNotFoundError:
            return  # Gone meanwhile: then nothing of it stays.
        except OSError:
            self.unread.append(str(path))

    def _dump(self) -> None:
        """As a backup reads it: without the UNLOGGED copies. Never written to a file."""
        command = [_PG_DUMP, "--no-unlogged-table-data", "--username=postgres"]
        host = f"--host={self.configuration.postgres_socket_dir}"
        with subprocess.Popen(
            [*command, host, self.database],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            if process.stdout is not None:
                self._note("dump", process.stdout)
        if process.returncode:
            self.unread.append("dump")

    def _rows(self) -> None:
        with self._connected() as database:
            tables = database.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            ).fetchall()
            for (table,) in tables:
                statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
                with database.cursor().copy(statement) as rows:
                    self._note(f"rows of {table}", _Copied(iter(rows)))

    def _note(self, name: str, source: "IO[bytes] | _Copied") -> None:
        counting = _Counting(source)
        tokens = tokens_in(counting)
        self.files += 1
        self.amount += counting.read_so_far
        if tokens:
            self.places.append(Place(name, counting.read_so_far, dict(tokens)))


class _Counting:
    """A stream that knows how much was read of it."""

    def __init__(self, source: "IO[bytes] | _Copied") -> None:
        self._source = source
        self.read_so_far = 0

    def read(self, size: int, /) -> bytes:
        block = self._source.read(size)
        self.read_so_far += len(block)
        return block


class _Copied:
    """Rows that PostgreSQL sends, as a stream."""

    def __init__(self, rows: Iterator[bytes | bytearray | memoryview]) -> None:
        self._rows = rows

    def read(self, size: int, /) -> bytes:
        block = bytearray()
        for row in self._rows:
            block += row
            if len(block) >= size:
                break
        return bytes(block)


def _files_in(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _our_users(configuration: Configuration) -> set[int]:
    names = (configuration.app_user, configuration.keyring_user, "postgres", "kamailio")
    found = set()
    for name in (*names, "rtpengine"):
        with contextlib.suppress(KeyError):
            found.add(pwd.getpwnam(name).pw_uid)
    return found


async def serve(configuration: Configuration) -> None:
    """Until cancelled. One search at a time: it reads everything there is."""
    path, busy = configuration.inspector_socket, asyncio.Lock()
    allowed = {0, pwd.getpwnam(configuration.app_user).pw_uid}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ValueError):
            if _peer(writer) in allowed and await reader.readline() == ASK:
                async with busy:
                    writer.write(await asyncio.to_thread(_searched, configuration))
                    await writer.drain()
        writer.close()

    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(answer, path, limit=1024)
    path.chmod(0o660)
    log.info("inspector.started")
    async with server:
        await server.serve_forever()


def _searched(configuration: Configuration) -> bytes:
    began = time.monotonic()
    search = Search(configuration, configuration.database)
    search.run()
    answer = json.dumps(search.found(seconds=time.monotonic() - began))
    log.info("inspector.searched", count=search.files, bytes=search.amount)
    return answer.encode() + b"\n"


def _peer(writer: asyncio.StreamWriter) -> int:
    """The system user at the other end, from the kernel."""
    end: socket.socket = writer.get_extra_info("socket")
    raw = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", raw)[1])


def main() -> None:
    logs.configure()
    asyncio.run(serve(Configuration()))


if __name__ == "__main__":
    main()
