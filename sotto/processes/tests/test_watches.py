"""A watch goes on, whatever happens in one of its looks."""

import threading

import pytest
from django.db import ProgrammingError

from sotto.processes.jobs.watches import for_ever

pytestmark = pytest.mark.room


@pytest.mark.parametrize("failure", [ProgrammingError("no such table yet"), ValueError("a defect")])
def test_a_look_that_fails_is_not_the_last(failure: Exception) -> None:
    looked, answers = threading.Event(), iter([failure])

    def look() -> None:
        for one in answers:
            raise one
        looked.set()

    threading.Thread(target=for_ever, args=(look, 0.01), daemon=True).start()
    assert looked.wait(10)
