"""The system comes up once for all journeys; each journey has people and telephones of its own.

Journeys wait more than they work, so `bin/test` has two lanes of them (xdist's workers), and each
lane brings up a system of its own on ports of its own.

SOTTO_JOURNEYS_ON names the configuration of a system that runs already: then it is used as it
stands, and left running. That is for development.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import Opens, Reader, chromium
from tests.journeys.system import HOME, House, System

_PORTS_OF_A_LANE = 4000


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
    config.write_text(f'state_dir = "{folder / "var"}"\n{_shifted(settings, _lane())}')
    brought_up = System(config)
    try:
        brought_up.up()
        yield brought_up
    finally:
        brought_up.stop()
        shutil.rmtree(folder)


def _lane() -> int:
    """Of this process: 0, 1, … as xdist counts; 0 without it."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def _shifted(settings: str, lane: int) -> str:
    """All ports belong to this lane: between neighbours lie more than the tests' settings span."""
    return re.sub(
        r"(?m)= (\d{5})$", lambda port: f"= {int(port[1]) + lane * _PORTS_OF_A_LANE}", settings
    )


@pytest.fixture
def house(system: System, tmp_path: Path) -> Iterator[House]:
    house = House(system, tmp_path)
    yield house
    house.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def reader(browser: Browser, system: System) -> Iterator[Opens]:
    """A fresh browser window each time it is called; no complaint may be left at the end."""
    opened: list[Reader] = []

    def opens(*, scripts: bool = True) -> Reader:
        window = browser.new_context(
            ignore_https_errors=True, locale="en-GB", java_script_enabled=scripts
        )
        window.set_default_timeout(10_000)
        opened.append(Reader(system, window.new_page()))
        return opened[-1]

    yield opens
    complaints = [complaint for one in opened for complaint in one.complaints]
    for one in opened:
        one.page.context.close()
    assert complaints == []


@pytest.fixture
def root(reader: Opens, system: System) -> Reader:
    """The administrator, signed in by a new one-time link."""
    somebody = reader()
    somebody.opens_account(system.command("admin-link")["link"], "root")
    return somebody
