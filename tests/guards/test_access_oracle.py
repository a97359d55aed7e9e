"""The oracle: of every person the archive holds every marker, and not one of anybody else.

Of 32 here, of a thousand by `python -m benchmarks.access_oracle`. ENT-60, ENT-62; Art. 15.
"""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sotto.features.directory.services import add_person
from sotto.trust.dataprotection.services import export_subject
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.guards.canary import Canary, secrets_of
from tests.guards.oracle import Verdict, gather, judge, scatter

pytestmark = pytest.mark.guard
PEOPLE = 16
SEEDS = (1, 2)


@pytest.fixture
def crowd(office: Tenant) -> list[Canary]:
    return gather(PEOPLE)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_archive_holds_all_of_its_person_and_nothing_of_anybody_else(
    office: Tenant, crowd: list[Canary], tmp_path: Path, seed: int
) -> None:
    scatter(office, crowd, seed=seed)
    secrets = secrets_of(office)
    assert [judge(office, one, secrets, tmp_path) for one in crowd] == [Verdict()] * PEOPLE


def test_the_oracle_sees_what_is_left_out_what_is_foreign_and_what_is_not_played(
    office: Tenant, crowd: list[Canary], tmp_path: Path
) -> None:
    """Without this it could be content with anything."""
    mine, other = crowd[0], crowd[1]
    left_out = f"subject00-{'0' * 32}"
    wrong = replace(mine, markers=other.markers | {left_out}, files=1)
    seen = judge(office, wrong, set(), tmp_path)
    assert seen == Verdict(other.markers | {left_out}, mine.markers, -1)


def test_another_tenant_s_crowd_is_nowhere(
    office: Tenant, hotel: Tenant, crowd: list[Canary]
) -> None:
    guest = Canary("guest")
    with within(hotel.pk):
        guest.subject = add_person(name=guest.marker(), extension="3000").owner
    for one in crowd[:3]:
        raw = io.BytesIO()
        export_subject(office.pk, one.subject, to=raw)
        assert not guest.markers & set(json.dumps(zipfile.ZipFile(raw).namelist()).split('"'))
        assert next(iter(guest.markers)).encode() not in zipfile.ZipFile(raw).read("person.json")
