"""The system comes up once for all journeys; each journey has people and telephones of its own.

SOTTO_JOURNEYS_ON names the configuration of a system that runs already: then it is used as it
stands, and left running. That is for development.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.system import HOME, House, System


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    running = os.environ.get("SOTTO_JOURNEYS_ON")
    if running:
        yield System(Path(running))
        return
    folder = Path(tempfile.mkdtemp(prefix="sotto-journeys.", dir="/var/tmp"))
    folder.chmod(0o755)  # Services run as users of their own.
    config = folder / "sotto.toml"
    settings = (HOME / "tests" / "sotto.toml").read_text()
    config.write_text(f'state_dir = "{folder / "var"}"\n{settings}')
    brought_up = System(config)
    try:
        brought_up.up()
        yield brought_up
    finally:
        brought_up.stop()
        shutil.rmtree(folder)


@pytest.fixture
def house(system: System, tmp_path: Path) -> Iterator[House]:
    house = House(system, tmp_path)
    yield house
    house.close()
