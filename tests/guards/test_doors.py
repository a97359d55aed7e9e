"""The walls of the house (import contracts) and its doors: how one room may enter another."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.guards.tracked import HOME, Module, expect_none, files, modules, parse

pytestmark = pytest.mark.guard

DOORS = {"services", "queries", "rules", "events"}
BACK_DOORS = {
    ("urls", "settings"),  # The settings collect every room's addresses.
    ("prompts", "processes"),  # Set-up has them spoken, the media application plays them.
}
ACCESS = "sotto.trust.access.permissions"  # A page says above its function who may open it.
WINGS = ("sotto.features.", "sotto.trust.")

# Importing any of these lines must break a contract: file → what it would import.
VIOLATIONS = {
    "sotto/lib/sip_uri.py": "sotto.personal_data.vocabulary",  # House: up
    "sotto/personal_data/keys.py": "sotto.trust.audit.services",  # House: the centre knows no room
    "sotto/helpers.py": "sotto.lib",  # House: exhaustive
    "sotto/features/directory/queries.py": "sotto.features.calls.rules",  # Features: up
    "sotto/features/misc/rules.py": "sotto.lib",  # Features: exhaustive
    "sotto/trust/tenants/queries.py": "sotto.trust.audit.queries",  # Trust: up
    "sotto/features/directory/models.py": "sotto.features.directory.services",  # room: up
    "sotto/features/directory/helpers.py": "sotto.lib",  # room: exhaustive
    "sotto/features/calls/rules.py": "sotto.features.calls.made_up",  # pure, by a detour
    "sotto/engines/rtp/client.py": "django.conf",  # pure
    "sotto/keyring/store.py": "psycopg",  # keyring
    "sotto/processes/sip_edge/script.py": "sotto.settings.configuration",  # edge
    "sotto/engines/rtpengine/client.py": "sotto.engines.kamailio.client",  # engines
}

# What is loaded into Kamailio may import these, the standard library, and itself; nothing else.
EDGE = "sotto.processes.sip_edge"
EDGE_MAY = {"sotto.lib", "sotto.features.calls.rules", "psycopg"}


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        "sotto",
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )


def room_of(module: str) -> str:
    """`sotto.trust.audit` for everything in it; empty outside of all rooms."""
    return ".".join(module.split(".")[:3]) if module.startswith(WINGS) else ""


def may_enter(importer: str, imported: str) -> bool:
    """By a door, or from within. Tests look at what became of a row."""
    room = room_of(imported)
    if not room or room_of(importer) == room or ".tests." in importer or imported == ACCESS:
        return True
    part = imported.removeprefix(room).lstrip(".").split(".")[0]
    return part in DOORS or (part, importer.split(".")[1]) in BACK_DOORS


def names_a_type_only(importer: Module, imported: str) -> bool:
    """Another room's rows may be passed along and named in a signature, not made or looked up."""
    taken = {
        one.asname or one.name
        for node in ast.walk(importer.tree)
        if isinstance(node, ast.ImportFrom) and node.module == imported
        for one in node.names
    }
    annotations = {
        inner
        for node in ast.walk(importer.tree)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if annotation is not None
        for inner in ast.walk(annotation)
    }
    uses = {
        node for node in ast.walk(importer.tree) if isinstance(node, ast.Name) and node.id in taken
    }
    return bool(taken) and uses <= annotations


def _module(name: str) -> Module:
    path = name.replace(".", "/")
    return next(one for one in modules() if one.path in {f"{path}.py", f"{path}/__init__.py"})


def _imports() -> Iterator[tuple[str, str]]:
    graph = _graph()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield importer, imported


def test_a_room_is_entered_through_its_doors() -> None:
    expect_none(
        f"{importer} enters {imported}"
        for importer, imported in _imports()
        if not may_enter(importer, imported)
        and not (imported.endswith(".models") and names_a_type_only(_module(importer), imported))
    )


def test_a_broken_in_window_would_be_seen() -> None:
    calls, voicemail = "sotto.features.calls", "sotto.features.voicemail"
    assert may_enter(f"{voicemail}.services", f"{calls}.services.hold")
    assert may_enter(f"{calls}.services", f"{calls}.models")
    assert may_enter("sotto.settings.urls", f"{calls}.urls")
    assert not may_enter(f"{voicemail}.services", f"{calls}.models")
    assert not may_enter(f"{voicemail}.pages.mine", f"{calls}.pages.mine")
    assert not may_enter("sotto.processes.media", f"{calls}.urls")
    assert not may_enter(f"{voicemail}.services", calls)


def test_a_row_of_another_room_is_passed_along_and_not_looked_up() -> None:
    head = "from sotto.trust.tenants.models import Tenant\n"
    passed = parse(f"{head}def f(tenant: Tenant, all: list[Tenant]) -> Tenant: return tenant")
    looked_up = parse(f"{head}def f(tenant: Tenant) -> int: return Tenant.objects.count()")
    assert names_a_type_only(passed, "sotto.trust.tenants.models")
    assert not names_a_type_only(looked_up, "sotto.trust.tenants.models")


def test_the_sip_edge_imports_what_kamailio_may_load() -> None:
    allowed = (EDGE, *EDGE_MAY)
    expect_none(
        f"{importer} imports {imported}"
        for importer, imported in _imports()
        if f"{importer}.".startswith(f"{EDGE}.")
        and not any(f"{imported}.".startswith(f"{one}.") for one in allowed)
        and imported.split(".")[0] not in {*sys.stdlib_module_names, "KSR"}
    )


def test_every_contract_bites(tmp_path: Path) -> None:
    for path in files("sotto/*.py"):
        target = tmp_path / path.relative_to(HOME)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    shutil.copyfile(HOME / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / "sotto/features/misc").mkdir()
    (tmp_path / "sotto/features/misc/__init__.py").touch()
    (tmp_path / "sotto/features/calls/made_up.py").write_text("import django.db\n")
    for name, imported in VIOLATIONS.items():
        with (tmp_path / name).open("a") as file:
            file.write(f"\nimport {imported}\n")
    said = _lint(tmp_path)
    guilty = {name.removesuffix(".py").replace("/", ".") for name in VIOLATIONS}
    guilty = {name.replace("features.misc.rules", "features.misc") for name in guilty}
    expect_none(name for name in guilty if name not in said)


def _lint(folder: Path) -> str:
    """What import-linter says of the code in `folder`, without line breaks."""
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return " ".join(done.stdout.split("Broken contracts")[1].split())
