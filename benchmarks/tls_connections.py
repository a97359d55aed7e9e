"""Kept TLS connections to the SIP edge: memory each, and registrations a second over them.

    .venv/bin/python -m benchmarks.tls_connections [--connections 2000] [--rounds 5]

A private edge (Kamailio, PostgreSQL, rtpengine) on the same machine. Each connection is one device
that registered over it (TLS 1.3, SHA-256 digest: REGISTER, 401, REGISTER, 200) and is then kept.
Memory is the growth of Kamailio's proportional set size (PSS, shared pages counted once), beyond
what the first hundred connections cost, over the connections added: what it keeps for the contact
is in it. The rate is over kept connections only: every device registers again, several times.
Devices are spread over processes; their processor time is said apart, since they share the cores.
"""

import argparse
import multiprocessing
import os
import resource
import secrets
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import processor
from sotto.lib import digest
from tests.contracts.edge_system import REALM, TENANT, EdgeSystem, edge_system

_PASSWORD = "of-a-benchmark"  # noqa: S105 — of a device that lives for minutes.
_WARM_UP = 100
_GENERATORS = 2
_AT_ONCE = 100
_REQUEST = """REGISTER sip:{realm} SIP/2.0\r
Via: SIP/2.0/TLS {local};branch=z9hG4bK{branch};rport\r
Max-Forwards: 70\r
From: <sip:{user}@{realm}>;tag={branch}\r
To: <sip:{user}@{realm}>\r
Call-ID: {user}\r
CSeq: {number} REGISTER\r
Contact: <sip:{user}@{local};transport=tls>\r
Expires: 3600\r
{authorization}Content-Length: 0\r
\r
"""


@dataclass
class Telephone:
    """One device and the connection that it keeps."""

    user: str
    stream: ssl.SSLSocket
    local: str
    number: int = 0

    def ask(self, authorization: str) -> None:
        self.number += 1
        request = _REQUEST.format(
            realm=REALM,
            local=self.local,
            branch=secrets.token_hex(6),
            user=self.user,
            number=self.number,
            authorization=authorization,
        )
        self.stream.sendall(request.encode())

    def answer(self) -> str:
        """One answer without a body."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = self.stream.recv(4096)
            if not piece:
                raise ConnectionError("the edge closed a kept connection")
            head += piece
        return head.decode()

    def credentials_for(self, refusal: str) -> str:
        header = refusal.partition("WWW-Authenticate: ")[2].partition("\r\n")[0]
        challenge = digest.parse_challenge(header)
        if challenge is None:
            raise ConnectionError("expected a challenge")
        value = digest.credentials_header(
            challenge,
            username=self.user,
            password=_PASSWORD,
            method="REGISTER",
            uri=f"sip:{REALM}",
            cnonce=secrets.token_hex(4),
        )
        return f"Authorization: {value}\r\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with edge_system(workers=4) as edge:
        users = _add_devices(edge, options.connections)
        _wait_for_tls(edge)
        generators = [_Generator(edge, users[n::_GENERATORS]) for n in range(_GENERATORS)]
        try:
            _measure(edge, generators, options.connections, options.rounds)
        finally:
            for generator in generators:
                generator.end()


def _wait_for_tls(edge: EdgeSystem) -> None:
    """Kamailio's control answers a moment before its TLS workers do."""
    context = ssl.create_default_context(cafile=str(edge.kamailio.certificate))
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            _connect(context, edge.kamailio.tls_port, "").stream.close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def _measure(
    edge: EdgeSystem, generators: "Sequence[_Generator]", connections: int, rounds: int
) -> None:
    kamailio = [edge.running["kamailio"].pid]
    _all(generators, "open", _WARM_UP // len(generators))
    before_kb = processor.resident_kb(kamailio)
    _all(generators, "open", connections)
    grown_kb = processor.resident_kb(kamailio) - before_kb
    each_kb = grown_kb / (connections - _WARM_UP)
    print(f"{connections} kept connections: {each_kb:.1f} kB each (Kamailio {before_kb} kB before)")
    everything = [process.pid for process in edge.running.values()]
    pids = [generator.pid for generator in generators]
    used, ours = processor.seconds_used(everything), processor.seconds_used(pids)
    began = time.monotonic()
    _all(generators, "again", rounds)
    took = time.monotonic() - began
    used, ours = processor.seconds_used(everything) - used, processor.seconds_used(pids) - ours
    done = connections * rounds
    print(f"{done} registrations over them in {took:.1f} s: {done / took:.0f}/s, none failed")
    print(f"processor: {1000 * used / done:.3f} ms each in the edge's processes")
    print(f"cores busy: edge {used / took:.2f}, generator {ours / took:.2f}, of {os.cpu_count()}")


class _Generator:
    """A process with its share of the devices; told what to do by name and number."""

    def __init__(self, edge: EdgeSystem, users: Sequence[str]) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        port, authority = edge.kamailio.tls_port, edge.kamailio.certificate
        self._process = multiprocessing.Process(
            target=_generate, args=(theirs, port, authority, users), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def begin(self, what: str, number: int) -> None:
        self._pipe.send((what, number))

    def wait(self) -> None:
        """Raises EOFError when the process failed."""
        self._pipe.recv()

    def end(self) -> None:
        self._process.terminate()
        self._process.join()


def _all(generators: Sequence[_Generator], what: str, number: int) -> None:
    for generator in generators:
        generator.begin(what, number)
    for generator in generators:
        generator.wait()


def _generate(pipe: Connection, port: int, authority: Path, users: Sequence[str]) -> None:
    context = ssl.create_default_context(cafile=str(authority))
    kept: list[Telephone] = []
    while True:
        what, number = pipe.recv()
        if what == "open":
            new = [_connect(context, port, user) for user in users[len(kept) : number]]
            _register(new)
            kept += new
        else:
            for _ in range(number):
                _register(kept)
        pipe.send("done")


def _connect(context: ssl.SSLContext, port: int, user: str) -> Telephone:
    plain = socket.create_connection(("127.0.0.1", port))
    stream = context.wrap_socket(plain, server_hostname="localhost")
    host, local_port = stream.getsockname()
    return Telephone(user, stream, f"{host}:{local_port}")


def _register(telephones: Sequence[Telephone]) -> None:
    """A few at a time on the way, so that the edge always has something to do."""
    for start in range(0, len(telephones), _AT_ONCE):
        some = telephones[start : start + _AT_ONCE]
        for telephone in some:
            telephone.ask("")
        for telephone in some:
            telephone.ask(telephone.credentials_for(telephone.answer()))
        for telephone in some:
            if not telephone.answer().startswith("SIP/2.0 200"):
                raise ConnectionError("a registration was refused")


def _add_devices(edge: EdgeSystem, count: int) -> list[str]:
    """One device of as many people each."""
    users = [f"d{number:012d}" for number in range(count)]
    with (
        edge.database() as connection,
        connection.cursor() as cursor,
        cursor.copy("COPY edge_device FROM STDIN") as copy,
    ):
        for number, user in enumerate(users):
            ha1 = digest.ha1_of("SHA-256", username=user, realm=REALM, password=_PASSWORD)
            person = f"00000000-0000-4000-8000-{number:012d}"
            about = (TENANT, person, person, person, str(10_000 + number), "", REALM)
            copy.write_row((user, *about, "SHA-256", ha1, False, False))
    return users


if __name__ == "__main__":
    main()
