"""A keyring process, and a keyring within the test's own process whose clock is set by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sotto.keyring.tests.inside import Inside
from sotto.keyring.tests.process import KeyringProcess


@pytest.fixture
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyringProcess]:
    keyring = KeyringProcess(Path(tmp_path_factory.mktemp("k")))
    keyring.start()
    yield keyring
    keyring.end()


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    inside = Inside(tmp_path)
    yield inside
    inside.close()
