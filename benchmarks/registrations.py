"""Digest registrations a second over UDP, and what each costs in processor time.

    .venv/bin/python -m benchmarks.registrations [--workers 8] [--devices 10000]

A private edge (Kamailio, PostgreSQL, rtpengine) and SIPp on the same machine. A registration is
REGISTER, 401, REGISTER with MD5 credentials, 200. The rate is raised until the first failure or
retransmission (RFC 7502); processor time is summed over all processes of the edge.
"""

import argparse
import os
from pathlib import Path

from benchmarks import processor, sipp
from sotto.lib.digest import ha1_of
from tests.contracts.edge_system import PASSWORD, REALM, TENANT, EdgeSystem, edge_system, free_port

_STEPS = (1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 10_000)
_SECONDS = 8
_REQUEST = f"""<![CDATA[
REGISTER sip:{REALM} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:[field0]@{REALM}>;tag=[call_number]
To: <sip:[field0]@{REALM}>
Call-ID: [call_id]
CSeq: [cseq] REGISTER
Contact: <sip:[field0]@[local_ip]:[local_port]>
Expires: 600
AUTHContent-Length: 0

]]>"""
_SCENARIO = f"""<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="register">
<send retrans="500">{_REQUEST.replace("AUTH", "")}</send>
<recv response="401" auth="true" />
<send retrans="500">{_REQUEST.replace("AUTH", "[field1]" + chr(10))}</send>
<recv response="200" />
</scenario>
"""


def add_devices(edge: EdgeSystem, count: int) -> Path:
    """Devices of as many people; returns SIPp's file of user names and credentials."""
    names = [f"d{number:011d}" for number in range(count)]
    with edge.database() as connection, connection.cursor() as cursor:
        with cursor.copy("COPY edge_device FROM STDIN") as copy:
            for number, name in enumerate(names):
                ha1 = ha1_of("MD5", username=name, realm=REALM, password=PASSWORD)
                person = f"00000000-0000-4000-8000-{number:012d}"
                about = (TENANT, person, person, person, str(10_000 + number), "", REALM)
                copy.write_row((name, *about, "MD5", ha1, True, False))
        cursor.execute(
            "INSERT INTO edge_number SELECT tenant, realm, extension, 'person', person, subject, ''"
            " FROM edge_device"
        )
    fields = edge.root / "fields.csv"
    rows = (f"{name};[authentication username={name} password={PASSWORD}]" for name in names)
    fields.write_text("SEQUENTIAL\n" + "\n".join(rows) + "\n")
    return fields


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--workers", type=int, default=8)
    arguments.add_argument("--devices", type=int, default=10_000)
    arguments.add_argument("--steps", type=int, nargs="*", default=_STEPS)
    chosen = arguments.parse_args()
    print(f"{os.cpu_count()} cores, {chosen.workers} workers, {chosen.devices} devices")
    print("rate/s   done  failed  retrans   ms CPU each")
    with edge_system(workers=chosen.workers) as edge:
        fields = add_devices(edge, chosen.devices)
        scenario = edge.root / "register.xml"
        scenario.write_text(_SCENARIO)
        roots = [process.pid for process in edge.running.values()]
        for rate in chosen.steps:
            before = processor.seconds_used(roots)
            came = sipp.run(
                scenario,
                target=edge.kamailio.plain_port,
                rate=rate,
                seconds=_SECONDS,
                fields=fields,
                port=free_port(),
            )
            cost = (processor.seconds_used(roots) - before) / max(came.successful, 1) * 1000
            print(
                f"{rate:6} {came.successful:6} {came.failed:7} {came.retransmissions:8} {cost:9.3f}"
            )
            if not came.is_clean:
                break


if __name__ == "__main__":
    main()
