"""What must come back by itself: projections after a crash, and word of changes to the edge."""

import logging

import pytest

from sotto.engines import EngineUnavailable
from sotto.features.directory import services as directory
from sotto.features.directory.models import EdgeNumber, EdgeState
from sotto.features.directory.queries import person_by_number
from sotto.processes.jobs import watches, worker
from sotto.trust.access import services as access
from sotto.trust.access.models import SignInName
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


def test_projections_that_a_crash_emptied_come_back(office: Tenant) -> None:
    directory.add_person(name="Ada Example", extension="2001")
    token = access.invite_administrator(office).split("/")[2]
    access.accept_link(token=token, sign_in_name="ada", password="four odd words here")
    for table in (EdgeNumber, EdgeState, SignInName):
        table.objects.all().delete()  # As PostgreSQL leaves them.
    watches.keep_projections_whole()
    assert person_by_number("2001") is not None
    assert access.are_names_whole()


def test_what_is_whole_is_left_alone(office: Tenant) -> None:
    before = EdgeState.objects.get().changed_at
    watches.keep_projections_whole()
    assert EdgeState.objects.get().changed_at == before


class Stopped(Exception):
    """The edge has heard what it should."""


class Edge:
    """An edge that is away for the first questions."""

    def __init__(self, *, away: int) -> None:
        self.away = away

    def forget_routes(self) -> None:
        if self.away:
            self.away -= 1
            raise EngineUnavailable("kamailio")
        raise Stopped


@pytest.mark.parametrize("away", [0, 2])
def test_the_edge_is_told_as_soon_as_it_listens(db: None, away: int) -> None:
    with pytest.raises(Stopped):
        watches.pass_on_routes(Edge(away=away))  # type: ignore[arg-type]  # The one question.


def test_a_failed_job_is_logged_by_id_and_kind(capsys: pytest.CaptureFixture[str]) -> None:
    failed = (ValueError, ValueError("number 2001"), None)
    record = logging.LogRecord("procrastinate", 40, "", 0, "number 2001", None, failed)
    record.job = {"id": 7, "task_name": "room.job", "task_kwargs": {"number": "2001"}}
    worker.JobLog().emit(record)
    said = "".join(capsys.readouterr())
    assert "room.job" in said
    assert "ValueError" in said
    assert "2001" not in said
