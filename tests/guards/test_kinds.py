"""Tests are honest: they say what they are, can fail, and wait for conditions."""

import pytest

from tests.guards import rules
from tests.guards.tracked import expect_none, modules

pytestmark = pytest.mark.guard

CHECKS = (
    rules.tests_declare_their_kind,
    rules.tests_can_fail,
    rules.tests_tell_one_story,
    rules.tests_wait_for_conditions,
    rules.tests_use_the_real_thing,
)

# What breaks a rule all the same, and why. An entry that is no longer needed fails.
EXCEPTIONS = {
    "tests/journeys/test_accidents.py": "A container may forbid what makes a disk full: to mount.",
}


@pytest.mark.parametrize("check", CHECKS)
def test_every_test_keeps_the_rule(check: rules.Check) -> None:
    expect_none(
        f"{module.path}:{fault}"
        for module in modules()
        for fault in check(module)
        if module.path not in EXCEPTIONS
    )


def test_every_exception_is_needed() -> None:
    faulty = {module.path for module in modules() for check in CHECKS if list(check(module))}
    assert set(EXCEPTIONS) <= faulty
