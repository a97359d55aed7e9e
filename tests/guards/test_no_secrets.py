"""Nothing that is committed opens a door, or says where it was written."""

import re
from collections.abc import Iterator

import pytest

from tests.guards.tracked import HOME, expect_none, files

pytestmark = pytest.mark.guard

_FORBIDDEN = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password": re.compile(
        r"""\b(?:password|passwd|secret|token|pin)["']?\s*[:=]\s*(["'])[^"'{}<>$%\s][^"'{}<>$%]*\1""",
        re.IGNORECASE,
    ),
    "a package registry": re.compile(
        r"""\bindex-url\s*[=:]?\s*https?:|"resolved"\s*:\s*"https?:"""
    ),
    "somebody's machine": re.compile(r"/home/[a-z]\w*/|/Users/\w+/"),
}
# Sentences and names that look like a password and are none.
_NOT_SECRET = re.compile(
    r"""\.["']$|(?:input|type|name|for|id|autocomplete)=|[:=]\s*["'](?:password|token|secret|pin)\b""",
    re.IGNORECASE,
)
_BINARY = {".png", ".wav", ".ulaw", ".ico", ".woff2", ".mo"}


def secrets_in(text: str) -> Iterator[str]:
    """What kinds of secrets stand in a text."""
    for kind, pattern in _FORBIDDEN.items():
        for found in pattern.finditer(text):
            if kind != "a password" or not _NOT_SECRET.search(found[0]):
                yield kind


def _is_allowed(fault: str) -> bool:
    """Tests name the passwords of accounts that they make; a list of words says what they are."""
    is_test = fault.startswith("tests/") or "/tests/" in fault
    named = (
        "tests/guards/test_no_secrets.py",
        "sotto/personal_data/words.py",
    )
    return fault.startswith(named) or (is_test and fault.endswith(": a password"))


def test_no_file_holds_a_secret() -> None:
    found = {
        f"{path.relative_to(HOME).as_posix()}: {kind}"
        for path in files()
        if path.suffix not in _BINARY
        for kind in secrets_in(path.read_text())
    }
    expect_none(fault for fault in found if not _is_allowed(fault))


def test_no_setting_is_a_secret() -> None:
    from sotto.settings.configuration import Configuration

    words = ("password", "secret", "token", "key")
    assert not [name for name in Configuration.model_fields if name.endswith(words)]
