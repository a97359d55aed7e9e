"""What probes measured is there in German, too: each phrase in their source has its translation."""

import ast
from collections.abc import Iterator

import pytest

from sotto.trust.document.rules import measured
from tests.guards.tracked import HOME

pytestmark = pytest.mark.rules

SAYING = {"holds", "broken", "unknown", "holds_if", "none_of"}
# Names, settings and numbers: the same in every language.
NEUTRAL = {
    "backup_recipients",
    "pg_extension",
    "no-store",
    "ALLOWED_HOSTS",
    "listen_addresses = '7'",
    "DEBUG = 7",
    "SESSION_COOKIE_AGE = 7 s",
    "7 UTC",
    "7: 7",
}


def phrases() -> Iterator[str]:
    """As they would read, with a 7 for each name or number."""
    for source in (HOME / "sotto").rglob("*.py"):
        code = source.read_text()
        if "services.probing import" not in code and source.name != "probing.py":
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                spoken = [
                    one.value for one in node.keywords if one.arg in {"measured", "looked_at"}
                ]
                if getattr(node.func, "id", "") not in {"none_of", "holds_if"}:
                    spoken += node.args[:1]
                yield from (text for one in spoken if (text := _text(one)) is not None)


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
        )
    return None


def test_each_phrase_of_the_probes_has_its_german() -> None:
    missing = {text for text in phrases() if measured.said(text) is None}
    assert missing <= NEUTRAL, sorted(missing - NEUTRAL)
    assert missing >= NEUTRAL


def test_names_and_numbers_stand_where_they_belong() -> None:
    said = measured.in_language("user 7, the application 8", "de")
    assert said == "Benutzer 7, die Anwendung 8"
    assert measured.in_language("at 2026-11-27 18:06 UTC", "de") == "am 2026-11-27 18:06 UTC"
    assert measured.in_language("country not said", "de-AT") == "Land nicht genannt"
    setting = measured.in_language("log_statement = none, for each role", "de")
    assert setting == "log_statement = none, für jede Rolle"


def test_what_is_wrong_is_said_one_by_one() -> None:
    said = measured.in_language("the ledger; wrong: a is missing, b and 3 more", "de")
    assert said == "das Löschbuch; falsch: a fehlt, b und 3 weitere"


def test_what_nobody_translated_stays_as_it_was_said() -> None:
    assert measured.in_language("fsync = on", "de") == "fsync = on"
    assert measured.in_language("the ledger", "en") == "the ledger"


@pytest.mark.parametrize(("english", "german"), [*measured.GERMAN.items()])
def test_both_sides_have_as_many_places(english: str, german: str) -> None:
    assert english.count("{}") == german.count("{}")
