"""Logs carry fixed events and ids; what a person is or said cannot get into them."""

import pytest

from tests.guards import rules
from tests.guards.tracked import expect_none, modules

pytestmark = pytest.mark.guard

# Who speaks to a terminal by print: set-up and the command line, to the one who typed it.
SPEAKS = (
    "sotto/processes/setup/",
    "sotto/processes/cli/",
    "benchmarks/",
)

# Who catches a library's own log, to let fixed words out of it and nothing else.
CATCHES = (
    "sotto/processes/jobs/",
    "sotto/settings/",
    "sotto/trust/document/services/probes/storage.py",  # Looks whether a library's log is off.
)


def test_every_log_line_is_a_fixed_event_with_ids() -> None:
    expect_none(
        f"{module.path}:{fault}"
        for module in modules()
        for fault in rules.logs_are_static(module)
        if not module.is_test
    )


def test_nobody_logs_in_another_way() -> None:
    expect_none(
        f"{module.path}:{fault}"
        for module in modules()
        if not module.is_test and not module.path.startswith(SPEAKS + CATCHES)
        for fault in rules.nobody_logs_past_structlog(module)
    )
