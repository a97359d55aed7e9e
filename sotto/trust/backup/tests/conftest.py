"""An office, and what restores a backup of it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from sotto.lib.age import Identity
from sotto.trust.backup import services
from sotto.trust.backup.services import Outcome, Wish, databases
from sotto.trust.backup.tests.offices import KEY, NOW, Office, opened_office, rebuild


@pytest.fixture
def office(transactional_db: None) -> Iterator[Office]:
    with opened_office() as office:
        yield office


Restoring = Callable[..., Outcome]


@pytest.fixture
def restored(office: Office, tmp_path: Path) -> Iterator[Restoring]:
    """Restores a backup; afterwards the test's database is the old one again."""

    def restore(raw: bytes, *, key: Identity = KEY, **wish: object) -> Outcome:
        path = tmp_path / f"{uuid4().hex}.age"
        path.write_bytes(raw)
        with closing(path.open("rb")) as file:
            chosen = Wish(rebuild=rebuild, **wish)  # type: ignore[arg-type]
            return services.restore_backup(file, [key], chosen, now=NOW)

    yield restore
    connection.close()
    if databases.exists(databases.before()):
        services.undo_restore(rebuild=rebuild)
    with databases.open_(databases.live(), role=databases.OWNER) as owner:
        owner.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO sotto_app")  # As tests do.
    assert not list(settings.SOTTO.before_dir.iterdir())
