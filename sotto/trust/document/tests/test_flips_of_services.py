"""Whichever service stops, the line about them turns red and names it."""

from pathlib import Path

import pytest

from sotto.trust.document.rules import Verdict
from sotto.trust.document.services.probing import run
from sotto.trust.document.tests.neighbours import neighbours
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room

SERVICES = ["kamailio", "rtpengine", "call_events", "media", "keyring", "inspector", "web"]


@pytest.mark.parametrize("away", SERVICES)
def test_a_service_that_stops_turns_the_line_red(
    away: str, office: Tenant, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert _asked(tmp_path_factory.mktemp("all")) == (Verdict.HOLDS, "whether each answers")
    verdict, measured = _asked(tmp_path_factory.mktemp("one"), away=away)
    assert verdict is Verdict.BROKEN
    assert measured.endswith(f"wrong: {away}")


def _asked(folder: Path, *, away: str = "") -> tuple[Verdict, str]:
    with neighbours(folder, away=away):
        found = run("operation.services")
    return found.verdict, found.measured
