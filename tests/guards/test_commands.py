"""Everything on the pages is in `sotto` too: each page that changes something names its command.

A new page that takes a POST is not in this table, and fails. The command is looked up as it is
typed, so that one which is renamed, or whose option goes, fails as well.
"""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from typer.main import get_command

from sotto.processes.cli.app import app
from tests.guards.tracked import expect_none

pytestmark = pytest.mark.guard

COMMANDS = {
    "access:invite-officer": "account invite --role",
    "access:role": "account role",
    "audit:verify": "audit verify",
    "calls:reveal": "call list --reveal --heard",
    "consents:answer": "consent give",
    "dataprotection:approve-erasure": "erasure approve --seen",
    "dataprotection:approve-hold": "hold approve",
    "dataprotection:cancel-erasure": "erasure cancel",
    "dataprotection:grace": "erasure grace",
    "dataprotection:lift-hold": "hold lift",
    "dataprotection:my-archive": "export",
    "dataprotection:new-erasure": "erasure ask --identified --grace",
    "dataprotection:new-hold": "hold place --reason --review --class --first --last",
    "dataprotection:sharing": "shared rule",
    "dataprotection:decide-shared": "shared decide --keep --release",
    "directory:add-device": "device add",
    "directory:invite-person": "account invite",
    "directory:people": "person add --name --extension",
    "directory:remove-device": "device remove",
    "directory:remove-person": "person remove",
    "directory:show-number": "person number --show",
    "directory:withhold-number": "person number --withhold",
    "document:check": "document check",
    "recipients:answered": "recipient answer",
    "recipients:end": "recipient end",
    "recipients:register": "recipient add --purpose --ground --category --country --channel",
    "recipients:secret": "recipient secret",
    "recipients:trial": "recipient try",
    "requests:archive": "request deliver --to",
    "requests:close": "request close",
    "requests:code": "request code --said",
    "requests:correct": "request correct --field --value",
    "requests:doubt": "request identify --doubt",
    "requests:extend": "request extend --reasons",
    "requests:grant": "request decide --grant --seen --case --keeps-service",
    "requests:intake": "request open --channel --received --asker --reach --text --proof",
    "requests:lift": "consent lift --told",
    "requests:mine": "request open",
    "requests:my-archive": "request deliver --offer",
    "requests:my-withdraw": "request close --withdrawn",
    "requests:offer": "request deliver --offer",
    "requests:prove": "request identify --proof",
    "requests:receipt": "request receipt",
    "requests:reminders": "account reminders --to --off",
    "requests:refuse": "request decide --refuse --ground --reasons",
    "requests:told": "request deliver",
    "requests:withdraw": "request close --withdrawn",
    "retention:clock": "retention confirm",
    "retention:country": "tenant country",
    "retention:masking": "tenant masking --outside --inside --after",
    "retention:period": "retention set --unread",
    "voicemail:delete": "voicemail delete",
    "voicemail:mark-heard": "voicemail play",
    "voicemail:own-period": "voicemail keep",
}
# What a terminal of the machine's administrator has no use for.
NOT_HERE = {
    "access:open": "opens a browser's account by its link",
    "access:sign-in": "a session of the browser",
    "access:sign-out": "a session of the browser",
    "choose-language": "a cookie of the browser",
    "recipients:answer": "the recipient's own, by the link that it was sent",
}


def taking_posts(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Names of the addresses whose page answers POST, by the decorator above it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from taking_posts(
                pattern, space + (f"{pattern.namespace}:" if pattern.namespace else "")
            )
        elif _takes_posts(pattern):
            yield f"{space}{pattern.name}"


def _takes_posts(pattern: URLPattern) -> bool:
    source = inspect.getsource(inspect.unwrap(pattern.callback))
    above = source.split("\ndef ", 1)[0]
    return "require_POST" in above or '"POST"' in above


def test_every_deed_of_a_page_is_in_the_table() -> None:
    assert set(taking_posts(get_resolver())) == {*COMMANDS, *NOT_HERE}


@pytest.mark.parametrize("line", sorted(set(COMMANDS.values())))
def test_each_command_is_there_with_its_options(line: str) -> None:
    words = [word for word in line.split() if not word.startswith("--")]
    command = get_command(app)
    for word in words:
        command = command.commands[word]  # type: ignore[attr-defined]  # A group's.
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    assert {*line.split()} - {*words} <= known


def test_every_command_speaks_to_programs() -> None:
    expect_none(f"no --json: sotto {' '.join(words)}" for words in _without_json(get_command(app)))


def _without_json(command: Any, *words: str) -> Iterator[tuple[str, ...]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from _without_json(inner, *words, name)
    is_group = hasattr(command, "commands")
    if not is_group and all("--json" not in one.opts for one in command.params):
        yield words
