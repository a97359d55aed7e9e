"""The tenant of people, for the tests that upset it; folders as set-up leaves them."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings

from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.document.tests.people import open_people
from sotto.trust.tenants.models import Tenant


@pytest.fixture
def people(transactional_db: None) -> Iterator[Tenant]:
    with acting(purpose=Purpose.VERIFY):
        yield open_people()


@pytest.fixture(autouse=True)
def owned_folders() -> Iterator[None]:
    """Theirs who write into them, as on a machine; the tests of other rooms write as root."""
    configuration = settings.SOTTO
    owners = {
        configuration.files_dir: configuration.app_user,
        configuration.keyring_dir: configuration.keyring_user,
    }
    for folder, owner in owners.items():
        shutil.chown(folder, owner)
    yield
    for folder in owners:
        shutil.chown(folder, "root")
