"""The tenant of people, for the tests that upset it."""

from collections.abc import Iterator

import pytest

from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.document.tests.people import open_people
from sotto.trust.tenants.models import Tenant


@pytest.fixture
def people(transactional_db: None) -> Iterator[Tenant]:
    with acting(purpose=Purpose.VERIFY):
        yield open_people()
