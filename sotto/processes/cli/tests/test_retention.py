"""`sotto retention`: what is stored by month, of one class or all, as it is or as it would be."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from sotto.features.directory.services import add_person
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.tests.conftest import leave
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.processes.cli import retention
from sotto.trust.retention.services import NoSuchClass
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


@pytest.fixture(autouse=True)
def _message(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """One voice message, for somebody; commands are about this office."""

    @contextmanager
    def in_tenant(purpose: Purpose = Purpose.OPERATE) -> Iterator[Tenant]:
        with acting("uid:0", purpose=purpose, interface=Interface.COMMAND_LINE):
            yield office

    monkeypatch.setattr(retention, "in_tenant", in_tenant)
    ada = add_person(name="Ada Example", extension="2001")
    leave(Mailbox.objects.get(person_id=ada.pk))


def previewed(*arguments: str) -> list[dict[str, object]]:
    words = ["preview", *arguments, "--json"]
    result = CliRunner().invoke(retention.app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    months: list[dict[str, object]] = json.loads(result.output)
    return months


def test_without_a_word_every_class_is_previewed_as_it_is_kept() -> None:
    assert {month["class"] for month in previewed()} >= {"voice mail", "audit trail"}


def test_one_class_is_previewed_as_if_it_were_kept_for_fewer_days() -> None:
    [now] = previewed("voice mail")
    [sooner] = previewed("voice mail", "--days", "1")
    assert str(sooner["goes"]) < str(now["goes"])
    assert sooner["rows"] == now["rows"] == 1


def test_days_without_a_class_are_refused() -> None:
    with pytest.raises(NoSuchClass):
        previewed("--days", "5")
