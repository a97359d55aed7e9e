"""Rows as they come out of the database."""

from uuid import uuid4

import pytest
from django.db import models

from sotto.personal_data.models import Erasure

pytestmark = pytest.mark.rules

NAMES = [column.attname for column in Erasure._meta.concrete_fields]
VALUES = [uuid4() if name in {"id", "tenant_id", "subject"} else None for name in NAMES]


def test_a_row_is_what_django_makes_of_it() -> None:
    ours = Erasure.from_db("default", NAMES, VALUES)
    theirs = models.Model.from_db.__func__(Erasure, "default", NAMES, VALUES)  # type: ignore[attr-defined] # Past our own.
    states = [(row.__dict__.pop("_state"), row.__dict__) for row in (ours, theirs)]
    assert len({(state.adding, state.db) for state, _ in states}) == 1
    assert states[0][1] == states[1][1]


def test_a_column_that_was_left_out_is_fetched_later() -> None:
    row = Erasure.from_db("default", ["id"], VALUES[:1])
    assert row.get_deferred_fields() == set(NAMES) - {"id"}
