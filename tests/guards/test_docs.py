"""What the documents say is so: settings, processes, rooms, events, layers, requirements."""

import ast
import re
import tomllib
from functools import cache
from itertools import chain
from typing import Any

import pytest
import typer

from sotto.processes.supervision.table import services
from sotto.settings.configuration import Configuration, Ports
from tests.guards.rules import REQUIREMENT
from tests.guards.tracked import HOME, expect_none, files, modules

pytestmark = pytest.mark.guard

_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_TEST_FILE = re.compile(r"`((?:sotto|tests)/[\w/]+\.py)(?:::(\w+))?`")
_COMMAND = re.compile(r"(?:^|`|bin/)sotto (?!person archive)([a-z-]+(?: [a-z]+)?)", re.MULTILINE)
_STATES = ("done", "partly: ", "absent")
_DECISION_LINES = 60


@cache
def _text(name: str) -> str:
    return (HOME / name).read_text()


def _first_cells(name: str) -> set[str]:
    """What stands in backquotes in the first cells of a document's tables."""
    rows = [line for line in _text(name).splitlines() if line.startswith("| `")]
    return set(chain.from_iterable(re.findall(r"`([^`]+)`", row.split("|")[1]) for row in rows))


def test_every_setting_has_its_line() -> None:
    ports = {f"ports.{name}" for name in Ports.model_fields}
    settings = set(Configuration.model_fields) - {"ports"} | ports
    expect_none(settings ^ _first_cells("docs/operate/settings.md"))


@pytest.mark.parametrize("name", [*Ports.model_fields, "domain", "sip_workers", "user_prefix"])
def test_the_default_of_a_setting_is_as_documented(name: str) -> None:
    configured = Ports if name in Ports.model_fields else Configuration
    named = f"`ports.{name}`" if configured is Ports else f"`{name}`"
    [line] = [
        one
        for one in _text("docs/operate/settings.md").splitlines()
        if re.match(rf"\| .*{named}.* \|", one)
    ]
    assert f"`{configured.model_fields[name].default}`" in line


def _commands() -> set[str]:
    """As they are typed, without `sotto`."""
    from sotto.processes.cli.app import app

    command = typer.main.get_command(app)
    found: dict[str, Any] = dict(getattr(command, "commands", {}))  # Any: click has its own types
    return {
        f"{name} {inner}".strip()
        for name, one in found.items()
        for inner in getattr(one, "commands", {"": one})
    }


def test_every_command_has_its_line() -> None:
    expect_none(_commands() ^ (_first_cells("docs/operate/commands.md") - {"sotto"}))


def test_every_command_that_documents_name_exists() -> None:
    commands = _commands()
    expect_none(
        f"{path.relative_to(HOME)}: sotto {named}"
        for path in files("*.md")
        for named in _COMMAND.findall(path.read_text())
        if not commands & {named, named.split()[0]}
    )


def test_every_process_has_its_line() -> None:
    table = {service.name for service in services(Configuration())}
    expect_none(table ^ _first_cells("docs/subsystems/processes.md"))


def test_every_room_has_its_line() -> None:
    packages = (HOME / "sotto").glob("*/*/__init__.py")
    rooms = {
        f"{path.parts[-3]}/{path.parts[-2]}"
        for path in packages
        if path.parts[-3] in {"features", "trust"} and path.parts[-2] != "tests"
    }
    expect_none(rooms ^ _first_cells("docs/subsystems/rooms.md"))


def test_every_event_stands_beside_its_room() -> None:
    lines = _text("docs/subsystems/rooms.md").splitlines()
    said = {
        (line.split("`")[1], event)
        for line in lines
        if line.startswith("| `")
        for event in re.findall(r"`([A-Z]\w+)`", line.rsplit("|", 2)[1])
    }
    published = {
        ("/".join(module.path.split("/")[1:3]), node.name)
        for module in modules()
        if re.fullmatch(r"sotto/(?:features|trust)/\w+/events\.py", module.path)
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
    }
    expect_none(f"{room}: {event}" for room, event in said ^ published)


def _layers(contract: str) -> list[str]:
    linter = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]
    [found] = [one["layers"] for one in linter["contracts"] if one["name"] == contract]
    return [re.sub(r"[()]", "", layer) for layer in found]


def test_the_drawing_of_the_layers_is_the_contract() -> None:
    drawn = _text("ARCHITECTURE.md").split("```layers\n")[1].split("```")[0]
    assert [line.split()[0] for line in drawn.splitlines()] == _layers("House")


@pytest.mark.parametrize("contract", ["Features", "Trust", "Inside a room"])
def test_the_order_of_rooms_and_of_files_is_the_contract(contract: str) -> None:
    assert " → ".join(_layers(contract)) in " ".join(_text("ARCHITECTURE.md").split())


def _rows() -> list[tuple[str, str, str, str]]:
    """Number, room, test, state of each requirement."""
    lines = _text("docs/requirements.md").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if REQUIREMENT.match(line.removeprefix("| "))
    ]
    return [(number, room, test, state) for number, room, test, state in cells]


def test_every_requirement_that_code_names_has_its_line() -> None:
    known = {number for number, *_ in _rows()}
    named = {
        (module.path, number)
        for module in modules()
        if not module.path.startswith("tests/guards/")
        for number in REQUIREMENT.findall(module.text)
    }
    assert named
    expect_none(f"{path}: {number}" for path, number in named if number not in known)


def test_every_requirement_says_how_far_it_is() -> None:
    numbers = [number for number, *_ in _rows()]
    assert len(numbers) == len(set(numbers)) == 134
    expect_none(number for number, *_, state in _rows() if not state.startswith(_STATES))


def test_what_is_done_names_the_test_that_shows_it() -> None:
    expect_none(
        number
        for number, room, test, state in _rows()
        if state == "done" and not (room and _TEST_FILE.search(test))
    )
    expect_none(number for number, _, test, state in _rows() if state == "absent" and test)


def test_every_test_that_is_named_exists() -> None:
    trees = {module.path: module.text for module in modules()}
    expect_none(
        f"{number}: {path} {test}"
        for number, _, cell, _ in _rows()
        for path, test in _TEST_FILE.findall(cell)
        if path not in trees or f"def {test}" not in trees[path]
    )


def test_every_link_leads_somewhere() -> None:
    expect_none(
        f"{path.relative_to(HOME)}: {target}"
        for path in files("*.md")
        for target in _LINK.findall(path.read_text())
        if "://" not in target and not (path.parent / target).exists()
    )


def test_decisions_are_numbered_and_short() -> None:
    decisions = sorted(files("docs/decisions/*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    sections = ("## Context", "## Decision", "## Consequences", "## Alternatives considered")
    for path in decisions:
        text = path.read_text()
        assert len(text.splitlines()) < _DECISION_LINES
        assert [line for line in text.splitlines() if line in sections] == list(sections)
