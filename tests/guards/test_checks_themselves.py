"""Each check finds its bad example, and lets the good one pass."""

import pytest

from tests.guards import rules
from tests.guards.test_no_secrets import secrets_in
from tests.guards.tracked import parse

pytestmark = pytest.mark.guard

TEST = "tests/journeys/test_example.py"
RULES = "sotto/features/voicemail/rules.py"

BAD = [
    (rules.a_file_says_one_thing, "pass\n" * 301, "sotto/a.py"),
    (rules.a_function_fits_on_a_screen, "def f():\n" + "    pass\n" * 40, "sotto/a.py"),
    (rules.logs_are_static, 'log.info(f"call.{x}_ended")', "sotto/a.py"),
    (rules.logs_are_static, 'log.info("the call ended")', "sotto/a.py"),
    (rules.logs_are_static, 'log.info("call.ended", name)', "sotto/a.py"),
    (rules.logs_are_static, 'log.info("call.ended", number=number)', "sotto/a.py"),
    (rules.logs_are_static, 'log.info("call.ended", call=f"{a}{b}")', "sotto/a.py"),
    (rules.logs_are_static, 'log.info("call.failed", error=str(exc))', "sotto/a.py"),
    (rules.logs_are_static, 'self._log.error("call.failed", error=repr(x))', "sotto/a.py"),
    (rules.logs_are_static, 'log.info("call.ended", **facts)', "sotto/a.py"),
    (rules.logs_are_static, "log.bind(caller=number)", "sotto/a.py"),
    (rules.nobody_logs_past_structlog, "import logging", "sotto/a.py"),
    (rules.nobody_logs_past_structlog, "from logging import getLogger", "sotto/a.py"),
    (rules.nobody_logs_past_structlog, "print(number)", "sotto/a.py"),
    (rules.rules_are_pure, "import random", RULES),
    (rules.rules_are_pure, "from time import monotonic", RULES),
    (rules.rules_are_pure, "now = datetime.now(UTC)", RULES),
    (rules.rules_are_pure, "name = uuid4()", RULES),
    (rules.rules_are_pure, "open('/etc/passwd')", RULES),
    (rules.tests_declare_their_kind, "def test_x(): assert f()", TEST),
    (rules.tests_declare_their_kind, "pytestmark = pytest.mark.slow", TEST),
    (rules.tests_declare_their_kind, "pytestmark = [pytest.mark.room, pytest.mark.guard]", TEST),
    (rules.tests_can_fail, "def test_x():\n    f()", TEST),
    (rules.tests_tell_one_story, "def test_x():\n    if f():\n        assert g()", TEST),
    (
        rules.tests_tell_one_story,
        "def test_x():\n    with f():\n        match g():\n            case 1: pass",
        TEST,
    ),
    (rules.tests_wait_for_conditions, "time.sleep(1)", TEST),
    (rules.tests_wait_for_conditions, "for _ in range(9):\n    await asyncio.sleep(1)", TEST),
    (rules.tests_use_the_real_thing, "from unittest.mock import patch", TEST),
    (rules.tests_use_the_real_thing, "import unittest.mock", TEST),
    (rules.tests_use_the_real_thing, "@pytest.mark.skip\ndef test_x(): pass", TEST),
    (rules.names_say_something, "", "sotto/features/calls/helpers.py"),
    (rules.names_say_something, "", "sotto/utils/text.py"),
    (rules.migrations_stand_alone, "from sotto.features.calls.rules import X", "m.py"),
    (rules.migrations_stand_alone, "import sotto.lib.sip_uri", "m.py"),
]

GOOD = [
    (rules.a_file_says_one_thing, "pass\n" * 300, "sotto/a.py"),
    (rules.a_function_fits_on_a_screen, "def f():\n" + "    pass\n" * 39, "sotto/a.py"),
    (rules.logs_are_static, 'log.info("voicemail.message_left", message=str(id))', "sotto/a.py"),
    (rules.logs_are_static, 'log.error("call.failed", error=type(exc).__name__)', "sotto/a.py"),
    (rules.logs_are_static, "math.log(10, base=2)", "sotto/a.py"),
    (rules.nobody_logs_past_structlog, "import structlog", "sotto/a.py"),
    (rules.rules_are_pure, "def f(*, now: datetime): return now", RULES),
    (rules.rules_are_pure, "import socket", "sotto/engines/rtp/client.py"),
    (rules.tests_declare_their_kind, "pytestmark = pytest.mark.room", TEST),
    (rules.tests_declare_their_kind, "", "tests/state.py"),
    (rules.tests_can_fail, "def test_x():\n    with pytest.raises(E): f()", TEST),
    (rules.tests_can_fail, "@given(st.text())\ndef test_x(t):\n    parse(t)", TEST),
    (rules.tests_tell_one_story, "def test_x():\n    assert f() if a else g()", TEST),
    (rules.tests_wait_for_conditions, "while not f():\n    time.sleep(0.01)", TEST),
    (rules.tests_wait_for_conditions, "time.sleep(1)", "sotto/a.py"),
    (rules.tests_use_the_real_thing, "from sotto.engines.rtp.fake import FakeRtp", TEST),
    (rules.names_say_something, "", "sotto/features/calls/rules.py"),
    (rules.migrations_stand_alone, "from django.db import migrations", "m.py"),
]

SECRETS = [
    "-----BEGIN EC " + "PRIVATE KEY-----",
    "password = " + '"correct horse"',
    "PASSWORD: " + "'admin'",
    "index-url = " + "https://example.org/simple",
    '"resolved": ' + '"https://example.org/a.tgz"',
    "/home/" + "ada/sotto",
]


@pytest.mark.parametrize(("check", "text", "path"), BAD)
def test_a_bad_example_is_found(check: rules.Check, text: str, path: str) -> None:
    assert list(check(parse(text, path)))


@pytest.mark.parametrize(("check", "text", "path"), GOOD)
def test_a_good_example_passes(check: rules.Check, text: str, path: str) -> None:
    assert not list(check(parse(text, path)))


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_found(text: str) -> None:
    assert list(secrets_in(text))


@pytest.mark.parametrize("text", ["password: str", 'password = ""', 'password=given["password"]'])
def test_what_only_speaks_of_secrets_passes(text: str) -> None:
    assert not list(secrets_in(text))
