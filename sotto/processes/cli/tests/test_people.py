"""`sotto person number`: whether a number is withheld, in a terminal and for programs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import typer
from typer.testing import CliRunner

from sotto.features.directory.models import EdgeDevice
from sotto.features.directory.services import add_device, add_person
from sotto.personal_data.actor import acting
from sotto.processes.cli import people
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


@pytest.fixture
def app(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    @contextmanager
    def in_tenant() -> Iterator[Tenant]:
        with acting("uid:0"):
            yield office

    monkeypatch.setattr(people, "in_tenant", in_tenant)
    add_device(person=add_person(name="Ada Example", extension="2001"))
    return people.app


def test_a_number_is_withheld_shown_and_printed(app: typer.Typer) -> None:
    said = CliRunner().invoke(app, ["number", "2001", "--withhold"])
    assert (said.exit_code, said.stdout) == (0, "The number is withheld in calls.\n")
    assert EdgeDevice.objects.get().withholds
    printed = CliRunner().invoke(app, ["number", "2001", "--json"])
    assert json.loads(printed.stdout) == {"withholds_number": True}
    whole = CliRunner().invoke(app, ["print", "2001", "--json"])
    assert json.loads(whole.stdout)["withholds_number"] is True
    said = CliRunner().invoke(app, ["number", "2001", "--show"])
    assert said.stdout == "The number is shown in calls.\n"
    assert not EdgeDevice.objects.get().withholds
