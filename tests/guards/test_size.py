"""Nothing grows past what can be read at once."""

import tomllib

import pytest

from tests.guards import rules
from tests.guards.tracked import HOME, expect_none, files, modules

pytestmark = pytest.mark.guard

# What may be longer, and why. An entry that is no longer needed fails.
EXCEPTIONS = {
    "sotto/processes/supervision/table.py: services": "One table, read as a table.",
}


def _too_long() -> set[str]:
    found = {module.path for module in modules() if list(rules.a_file_says_one_thing(module))}
    for module in modules():
        for fault in rules.a_function_fits_on_a_screen(module):
            found.add(f"{module.path}: {fault.split()[1]}")
    return found


def test_files_and_functions_keep_their_size() -> None:
    expect_none(_too_long() ^ set(EXCEPTIONS))


def test_templates_and_scripts_keep_their_size() -> None:
    long = {
        path.relative_to(HOME).as_posix()
        for path in files("*.html", "*.css", "*.ts", "*.js", "*.cfg", "*.md", "bin/*", ".ci/*")
        if len(path.read_text().splitlines()) > rules.FILE_LINES
    }
    assert not long


def test_ruff_refuses_more_than_eight_branches() -> None:
    configured = tomllib.loads((HOME / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert configured["mccabe"]["max-complexity"] == 8
    assert configured["select"] == ["ALL"]
    assert not {"C9", "C90", "C901"} & set(configured["ignore"])


def test_no_function_is_excused_from_its_complexity() -> None:
    excused = [module.path for module in modules() if "noqa: C9" in module.text]
    assert not [path for path in excused if not path.startswith("tests/guards/")]
