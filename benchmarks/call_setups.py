"""Calls set up a second through the running system, call detail and audit entry included.

    SOTTO_CONFIG=... .venv/bin/python -m benchmarks.call_setups [--people 500] [--steps 100 200 ...]

Run it as root, against a system made for it: it puts devices into the edge's projections, and call
detail into the database, and takes them out again; the audit entries stay. A call is INVITE, 407,
INVITE with MD5 credentials, SRTP offered and answered through rtpengine, 200, ACK, BYE, by UDP over
the loopback, SIPp on both ends. The rate is raised until the first failure or retransmission
(RFC 7502). Processor time is summed over every process of the system; a call counts as recorded
when its sealed detail is committed.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from benchmarks import processor, sipp
from sotto.engines.kamailio.client import KamailioClient
from sotto.lib.digest import ha1_of
from sotto.settings.configuration import Configuration

_STEPS = (50, 100, 150, 200, 250, 300, 400, 500, 600)
_SECONDS = 8
_PASSWORD = "of-a-benchmark"  # noqa: S105 -- of a device that lives for minutes.
_PREFIX = "bench"
_FIRST = 7_000_000  # The first of the numbers.
_SDP = """v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio 47000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj
"""
_COMMON = """Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:[field0]@DOMAIN>;tag=[pid]-[call_number]
"""
_REGISTER = f"""REGISTER sip:DOMAIN SIP/2.0
{_COMMON}To: <sip:[field0]@DOMAIN>
Call-ID: [call_id]
CSeq: [cseq] REGISTER
Contact: <sip:[field0]@127.0.0.1:ANSWERING>
Expires: 3600
AUTHContent-Length: 0

"""
_INVITE = f"""INVITE sip:[field2]@DOMAIN SIP/2.0
{_COMMON}To: <sip:[field2]@DOMAIN>
Call-ID: [call_id]
CSeq: [cseq] INVITE
Contact: <sip:[field0]@[local_ip]:[local_port]>
AUTHContent-Type: application/sdp
Content-Length: [len]

{_SDP}"""
_REFUSED = f"""ACK sip:[field2]@DOMAIN SIP/2.0
{_COMMON}To: <sip:[field2]@DOMAIN>[peer_tag_param]
Call-ID: [call_id]
CSeq: [cseq] ACK
Content-Length: 0

"""
_WITHIN = f"""METHOD [next_url] SIP/2.0
{_COMMON}[routes]
To: <sip:[field2]@DOMAIN>[peer_tag_param]
Call-ID: [call_id]
CSeq: [cseq] METHOD
Content-Length: 0

"""
_ANSWER = """SIP/2.0 200 OK
[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:];tag=[pid]-[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:answering@[local_ip]:[local_port]>
"""


def _send(message: str, *, retransmit: bool = True) -> str:
    timer = ' retrans="500"' if retransmit else ""
    return f"<send{timer}><![CDATA[\n{message}]]></send>\n"


def _scenario(body: str) -> str:
    return f'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="x">\n{body}</scenario>\n'


def _scenarios(domain: str, answering: int) -> dict[str, str]:
    def filled(message: str, *, proof: bool) -> str:
        with_proof = message.replace("AUTH", "[field1]\n" if proof else "")
        return with_proof.replace("DOMAIN", domain).replace("ANSWERING", str(answering))

    register = (
        _send(filled(_REGISTER, proof=False))
        + '<recv response="401" auth="true"/>\n'
        + _send(filled(_REGISTER, proof=True))
        + '<recv response="200"/>\n'
    )
    call = (
        _send(filled(_INVITE, proof=False))
        + '<recv response="407" auth="true"/>\n'
        + _send(filled(_REFUSED, proof=False), retransmit=False)
        + _send(filled(_INVITE, proof=True))
        + '<recv response="100" optional="true"/>\n<recv response="180" optional="true"/>\n'
        + '<recv response="200" rrs="true"/>\n'
        + _send(filled(_WITHIN.replace("METHOD", "ACK"), proof=False), retransmit=False)
        + _send(filled(_WITHIN.replace("METHOD", "BYE"), proof=False))
        + '<recv response="200"/>\n'
    )
    described = f"{_ANSWER}Content-Type: application/sdp\nContent-Length: [len]\n\n{_SDP}"
    answer = (
        '<recv request="INVITE"/>\n'
        + _send(described)
        + '<recv request="ACK"/>\n<recv request="BYE"/>\n'
        + _send(
            f"{_ANSWER.replace(';tag=[pid]-[call_number]', '')}Content-Length: 0\n\n",
            retransmit=False,
        )
    )
    return {
        name: _scenario(body)
        for name, body in {"register": register, "call": call, "answer": answer}.items()
    }


@contextmanager
def _people(configuration: Configuration, count: int) -> Iterator[Path]:
    """So many devices that call, and as many that answer; SIPp's file of who calls whom."""
    where = f"host={configuration.postgres_socket_dir} dbname={configuration.database}"
    with (
        tempfile.TemporaryDirectory() as folder,
        psycopg.connect(f"{where} user=postgres", autocommit=True) as database,
    ):
        subjects = _add_devices(database, configuration.domain, 2 * count)
        fields = Path(folder) / "fields.csv"
        rows = (
            f"{_PREFIX}{number:07d};[authentication username={_PREFIX}{number:07d} "
            f"password={_PASSWORD}];{_FIRST + (number + count) % (2 * count)}"
            for number in range(2 * count)
        )
        fields.write_text("SEQUENTIAL\n" + "\n".join(rows) + "\n")
        try:
            yield fields
        finally:
            database.execute("DELETE FROM calls_call WHERE caller = ANY(%s)", (subjects,))
            database.execute("DELETE FROM edge_device WHERE subject = ANY(%s)", (subjects,))
            database.execute("DELETE FROM edge_number WHERE subject = ANY(%s)", (subjects,))


def _add_devices(
    database: "psycopg.Connection[tuple[Any, ...]]", realm: str, count: int
) -> list[UUID]:
    """Devices and numbers of as many people; their subjects."""
    found = database.execute("SELECT id FROM tenants_tenant ORDER BY made_at").fetchone()
    assert found is not None
    subjects = [uuid4() for _ in range(count)]
    for number, subject in enumerate(subjects):
        name, shown = f"{_PREFIX}{number:07d}", f"Bench {number}"
        ha1 = ha1_of("MD5", username=name, realm=realm, password=_PASSWORD)
        person, extension = uuid4(), str(_FIRST + number)
        database.execute(
            "INSERT INTO edge_device (username, tenant, device, person, subject, extension,"
            " display_name, realm, algorithm, ha1, plain_media_allowed)"
            " VALUES (%s,%s,%s,%s,%s,%s,%s,%s,'MD5',%s,false)",
            (name, found[0], uuid4(), person, subject, extension, shown, realm, ha1),
        )
        database.execute(
            "INSERT INTO edge_number (tenant, realm, number, kind, person, subject, display_name)"
            " VALUES (%s,%s,%s,'person',%s,%s,%s)",
            (found[0], realm, extension, person, subject, shown),
        )
    return subjects


def _recorded(configuration: Configuration) -> int:
    where = f"host={configuration.postgres_socket_dir} dbname={configuration.database}"
    with psycopg.connect(f"{where} user=postgres", autocommit=True) as database:
        row = database.execute("SELECT count(*) FROM calls_call").fetchone()
        assert row is not None
        return int(row[0])


def _wait_for(configuration: Configuration, count: int) -> int:
    """How many calls are recorded, once it is `count` or 20 s have passed."""
    deadline = time.monotonic() + 20
    while (stands := _recorded(configuration)) < count and time.monotonic() < deadline:
        time.sleep(0.2)
    return stands


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--people", type=int, default=500)
    arguments.add_argument("--steps", type=int, nargs="*", default=_STEPS)
    chosen = arguments.parse_args()
    configuration = Configuration()
    supervisor = configuration.run_dir / "supervisor" / "supervisord.pid"
    roots = [int(supervisor.read_text())]
    answering = 49_160
    print(f"{os.cpu_count()} cores, {configuration.sip_workers} workers, {chosen.people} callers")
    print("calls/s   done  failed  retrans  recorded   ms CPU a call")
    with _people(configuration, chosen.people) as fields:
        for name, text in _scenarios(configuration.domain, answering).items():
            (fields.parent / f"{name}.xml").write_text(text)
        KamailioClient(configuration.kamailio_control).forget_routes()
        _measure(configuration, fields, roots, answering, chosen.steps)


def _measure(
    configuration: Configuration, fields: Path, roots: list[int], answering: int, steps: list[int]
) -> None:
    rows = len(fields.read_text().splitlines()) - 1
    registered = sipp.run(
        fields.parent / "register.xml",
        target=configuration.ports.sip_plain,
        rate=rows // 10,
        seconds=10,
        fields=fields,
        port=answering,  # A phone is called where it registered from.
    )
    assert registered.successful == rows // 10 * 10, registered
    with subprocess.Popen(
        [
            *("sipp", "-sf", str(fields.parent / "answer.xml"), "-i", "127.0.0.1"),
            *("-p", str(answering), "-nostdin", "-buff_size", "4194304"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as answerer:
        for rate in steps:
            if not _step(configuration, fields, roots, rate, answering + 4).is_clean:
                break
        answerer.terminate()


def _step(
    configuration: Configuration, fields: Path, roots: list[int], rate: int, port: int
) -> sipp.Outcome:
    """One rate, printed."""
    stood, before = _recorded(configuration), processor.seconds_used(roots)
    came = sipp.run(
        fields.parent / "call.xml",
        target=configuration.ports.sip_plain,
        rate=rate,
        seconds=_SECONDS,
        fields=fields,
        port=port,
    )
    recorded = _wait_for(configuration, stood + came.successful) - stood
    cost = (processor.seconds_used(roots) - before) / max(came.successful, 1) * 1000
    counts = f"{came.successful:6} {came.failed:7} {came.retransmissions:8} {recorded:9}"
    print(f"{rate:7} {counts} {cost:13.2f}", flush=True)
    return came


if __name__ == "__main__":
    main()
