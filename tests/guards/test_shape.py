"""Code is where its name says, pure where it must be, and the engines look alike."""

import pytest

from tests.guards import rules
from tests.guards.tracked import HOME, expect_none, files, modules, parse

pytestmark = pytest.mark.guard


@pytest.mark.parametrize("check", [rules.rules_are_pure, rules.names_say_something])
def test_every_module_keeps_the_rule(check: rules.Check) -> None:
    expect_none(f"{module.path}:{fault}" for module in modules() for fault in check(module))


def test_no_migration_imports_a_room() -> None:
    expect_none(
        f"{path.relative_to(HOME)}:{fault}"
        for path in files("sotto/**/migrations/*.py")
        for fault in rules.migrations_stand_alone(parse(path.read_text()))
    )


def test_every_engine_has_the_same_files() -> None:
    engines = [path.parent for path in (HOME / "sotto" / "engines").glob("*/__init__.py")]
    missing = {
        f"{engine.name}/{name}.py"
        for engine in engines
        for name in ("client", "config", "fake", "health")
        if not (engine / f"{name}.py").exists()
    }
    assert engines
    assert not missing


def test_every_room_says_what_it_is_and_which_requirements_it_fulfils() -> None:
    doors = [
        module
        for module in modules()
        if module.path.count("/") == 3
        and module.path.startswith(("sotto/features/", "sotto/trust/"))
        and module.path.endswith("/__init__.py")
    ]
    silent = [module.path for module in doors if not rules.REQUIREMENT.search(module.text)]
    assert doors
    assert not silent
