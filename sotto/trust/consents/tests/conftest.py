"""A person of the directory, and the moment after a commit."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.trust.tenants.models import Tenant

Committing = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001", email="ada@example.org")


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committing:  # Any: pytest-django's own
    """What happens inside is followed by what waits for its commit."""

    @contextmanager
    def commit() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return commit
