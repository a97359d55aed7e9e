"""The oracle: of every person the archive holds every marker, and not one of anybody else.

Seeded, over all rooms: people, outsiders and accounts in random parts of random rows of every
declared table, so that a room to come is covered on the day it declares. ENT-60, ENT-62; Art. 15.
"""

import io
import json
import random
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sotto.features.directory.services import add_person, find_other_party
from sotto.personal_data.registry import holdings
from sotto.trust.dataprotection.services import export_subject
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.browsers import account
from tests.guards.canary import Canary, make_row, secrets_of

pytestmark = pytest.mark.guard
PEOPLE, ROWS = 16, 160
_KINDS = ("person", "outsider", "account")  # And a fourth, whom only rows know.
SEEDS = (1, 2)


@pytest.fixture
def crowd(office: Tenant) -> list[Canary]:
    """Of this tenant: people with a number, outsiders, accounts, and some who are nothing else."""
    made = []
    for number in range(PEOPLE):
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


def scatter(tenant: Tenant, crowd: list[Canary], chance: random.Random) -> None:
    """Rows of every table, each with a random cast."""
    tables = list(holdings())
    for turn in range(ROWS):
        holding = tables[turn % len(tables)]
        cast = {column.role: chance.choice(crowd) for column in holding.subjects}
        make_row(holding, tenant, cast, chance.choice(crowd))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_archive_holds_all_of_its_person_and_nothing_of_anybody_else(
    office: Tenant, crowd: list[Canary], tmp_path: Path, seed: int
) -> None:
    scatter(office, crowd, random.Random(seed))  # noqa: S311 -- repeatable, not secret.
    secrets = secrets_of(office)
    for one in crowd:
        raw = io.BytesIO()
        export_subject(office.pk, one.subject, to=raw)
        archive = zipfile.ZipFile(raw)
        spoken = {marker for marker in one.markers if marker.startswith("file-")}
        written = one.markers - spoken - secrets
        foreign = {marker for other in crowd if other is not one for marker in other.markers}
        for name, text in texts(archive, tmp_path).items():
            assert not missing(written, text) or name == "other", (name, missing(written, text))
            assert not {marker for marker in foreign - one.markers if marker in text}, name
        sounds = [name for name in archive.namelist() if name.startswith("files/")]
        assert len(sounds) == one.files


def test_the_oracle_sees_what_is_left_out(office: Tenant, crowd: list[Canary]) -> None:
    """Without this it could be content with anything."""
    assert missing({"subject-that-is-nowhere"}, "text") == {"subject-that-is-nowhere"}
    raw = io.BytesIO()
    export_subject(office.pk, crowd[0].subject, to=raw)
    text = zipfile.ZipFile(raw).read("person.json").decode()
    assert missing(crowd[0].markers, text) == set()
    assert missing(crowd[1].markers, text) == crowd[1].markers


def test_another_tenant_s_crowd_is_nowhere(
    office: Tenant, hotel: Tenant, crowd: list[Canary]
) -> None:
    guest = Canary("guest")
    with within(hotel.pk):
        guest.subject = add_person(name=guest.marker(), extension="3000").owner
    for one in crowd[: len(_KINDS)]:
        raw = io.BytesIO()
        export_subject(office.pk, one.subject, to=raw)
        assert not guest.markers & set(json.dumps(zipfile.ZipFile(raw).namelist()).split('"'))
        assert next(iter(guest.markers)).encode() not in zipfile.ZipFile(raw).read("person.json")


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
            yield text + text.replace("\n", "")


def missing(markers: set[str], text: str) -> set[str]:
    return {marker for marker in markers if marker not in text}
