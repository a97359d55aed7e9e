"""The files of the project: what is committed, and what is about to be."""

import ast
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file. `path` is relative to the project, with slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def is_test(self) -> bool:
        return self.path.startswith("tests/") or "/tests/" in self.path

    @property
    def is_migration(self) -> bool:
        return "/migrations/" in self.path


@cache
def files(*patterns: str) -> list[Path]:
    """Files that git keeps or would keep, by its own patterns; all without one."""
    said = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=HOME,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (HOME / name for name in said.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


@cache
def modules() -> list[Module]:
    """Every Python file, parsed once; migrations are written by Django and left out."""
    found = (_read(path) for path in files("*.py"))
    return [module for module in found if not module.is_migration]


def parse(text: str, path: str = "sotto/example.py") -> Module:
    return Module(path, text, ast.parse(text))


def expect_none(faults: Iterable[str]) -> None:
    """Fails with every fault in full, one a line."""
    found = sorted(faults)
    if found:
        raise AssertionError("\n" + "\n".join(found))


def _read(path: Path) -> Module:
    return parse(path.read_text(), path.relative_to(HOME).as_posix())
