"""The oracle of access: who is in which row of which table, and what an archive must say of it.

Seeded, over all rooms: people, outsiders and accounts in random parts of random rows of every
declared table, so that a room to come is covered on the day it declares. ENT-60, ENT-62; Art. 15.
"""

import io
import random
import re
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sotto.features.directory.services import add_person, find_other_party
from sotto.personal_data.registry import holdings
from sotto.trust.dataprotection.services import export_subject
from sotto.trust.tenants.models import Tenant
from tests.browsers import account
from tests.guards.canary import Canary, make_row

ROWS_A_HEAD = 10
_KINDS = ("person", "outsider", "account")  # And a fourth, whom only rows know.
_MARKER = re.compile(r"(?:subject\d+|file)-[0-9a-f]{32}")


@dataclass(frozen=True)
class Verdict:
    """Of one archive: markers that are not in it, of others in it, and sounds too few or many."""

    missing: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    sounds: int = 0

    @property
    def is_right(self) -> bool:
        return self == Verdict()


def gather(count: int) -> list[Canary]:
    """Of the current tenant: people with a number, outsiders, accounts, and some of neither."""
    made = []
    for number in range(count):
        one = Canary(f"subject{number:02}")
        name = one.marker() if number % 4 < len(_KINDS) else ""
        match number % 4:
            case 0:
                one.subject = add_person(name=name, extension=f"{3000 + number}").owner
            case 1:
                met = find_other_party(number=f"sip:{name}@example.org", name=name)
                assert met is not None
                one.subject = met
            case 2:
                one.subject = account(owner=one.subject, name=name).owner
        made.append(one)
    return made


def scatter(tenant: Tenant, crowd: Sequence[Canary], *, seed: int) -> int:
    """Rows of every table, each with a random cast. How many."""
    chance = random.Random(seed)  # noqa: S311 -- repeatable, not secret.
    tables = list(holdings())
    for turn in range(rows := ROWS_A_HEAD * len(crowd)):
        holding = tables[turn % len(tables)]
        cast = {column.role: chance.choice(crowd) for column in holding.subjects}
        make_row(holding, tenant, cast, chance.choice(crowd))
    return rows


def judge(tenant: Tenant, one: Canary, secrets: set[str], folder: Path) -> Verdict:
    """Export one of them and hold every format against what the oracle knows."""
    raw = io.BytesIO()
    export_subject(tenant.pk, one.subject, to=raw)
    archive = zipfile.ZipFile(raw)
    spoken = {marker for marker in one.markers if marker.startswith("file-")}
    written = one.markers - spoken - secrets
    absent: set[str] = set()
    foreign: set[str] = set()
    for name, text in texts(archive, folder).items():
        absent |= missing(written, text) if name != "other" else set()
        foreign |= set(_MARKER.findall(text)) - one.markers
    sounds = [name for name in archive.namelist() if name.startswith("files/")]
    return Verdict(absent, foreign, len(sounds) - one.files)


def texts(archive: zipfile.ZipFile, folder: Path) -> dict[str, str]:
    """What each format says; vCon, vCard and calendar hold a part of it: `other`."""
    parts = {
        "json": archive.read("person.json").decode(),
        "page": archive.read("index.html").decode(),
        "print": "".join(printed(archive, folder)),
    }
    others = (name for name in archive.namelist() if name.endswith((".vcon", ".vcf", ".ics")))
    unfolded = (archive.read(name).decode().replace("\r\n ", "") for name in others)
    return parts | {"other": "\n".join(unfolded)}


def printed(archive: zipfile.ZipFile, folder: Path) -> Iterator[str]:
    """What a program reads out of every volume; words that were broken into lines, joined."""
    for name in archive.namelist():
        if name.endswith(".pdf"):
            file = folder / name
            file.write_bytes(archive.read(name))
            command = ["/usr/bin/pdftotext", "-raw", str(file), "-"]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            yield f"{text}\n{text.replace(chr(10), '')}"


def missing(markers: set[str], text: str) -> set[str]:
    return {marker for marker in markers if marker not in text}
