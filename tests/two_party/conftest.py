"""For this package alone, the tables of rooms to come stand beside those of the rooms there are."""

from collections.abc import Iterator

import pytest
from django.db import models
from pytest_django import DjangoDbBlocker

from tests.two_party.tables import installed


@pytest.fixture(scope="package", autouse=True)
def tables(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[type[models.Model]]]:
    with django_db_blocker.unblock(), installed() as made:
        yield made
