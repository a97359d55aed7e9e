"""`sotto glance`: what the first page of data protection says, in a terminal and for programs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import typer
from django.utils import timezone
from typer.testing import CliRunner

from sotto.features.directory.services import add_person
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.processes.cli import glance
from sotto.trust.requests.rules import Channel, Kind
from sotto.trust.requests.services import Intake, open_request
from sotto.trust.tenants.models import Tenant
from sotto.web.navigation import PROTECTION, Alike, _entries

pytestmark = pytest.mark.room


@pytest.fixture
def app(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    @contextmanager
    def in_tenant(purpose: Purpose) -> Iterator[Tenant]:
        with acting("uid:0", purpose=purpose, interface=Interface.COMMAND_LINE):
            yield office

    monkeypatch.setattr(glance, "in_tenant", in_tenant)
    made = typer.Typer()
    made.command()(glance.glance)
    return made


def test_a_late_request_stands_there_and_ends_the_command_with_1(app: typer.Typer) -> None:
    ada = add_person(name="Ada Example", extension="2001").owner
    long_ago = timezone.now().date() - timedelta(days=60)
    open_request(Kind.ACCESS, ada, channel=Channel.LETTER, intake=Intake(), received_on=long_ago)
    said = CliRunner().invoke(app, ["--json"])
    rooms = {one["room"]: one for one in json.loads(said.stdout)}
    assert rooms["requests:requests"]["standing"] == "bad"
    assert rooms["requests:requests"]["facts"][0]["text"] == "1 request is overdue"
    assert said.exit_code == 1
    assert "ACTION 1 request is overdue" in CliRunner().invoke(app).stdout


def test_every_room_of_data_protection_stands_there(app: typer.Typer) -> None:
    rooms = {one["room"] for one in json.loads(CliRunner().invoke(app, ["--json"]).stdout)}
    assert rooms == {one.view for one in _entries if one.section == PROTECTION}
    assert all(isinstance(one.tile, Alike) for one in _entries if one.section == PROTECTION)
