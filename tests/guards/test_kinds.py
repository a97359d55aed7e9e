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


@pytest.mark.parametrize("check", CHECKS)
def test_every_test_keeps_the_rule(check: rules.Check) -> None:
    expect_none(f"{module.path}:{fault}" for module in modules() for fault in check(module))
