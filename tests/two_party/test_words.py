"""What is ill said beside the columns is refused when the class is made, and each check bites."""

from dataclasses import replace
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import models

from sotto.personal_data.declaration import Undeclared, check, declaration_of
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.shared import KeyShare
from sotto.personal_data.vocabulary import AUTHOR, PARTICIPANT, VIEWER, Erase
from tests.two_party.models import Conversation, _declared

pytestmark = pytest.mark.guard


def declared(personal_data: object, **columns: Any) -> type[models.Model]:  # Any: columns.
    """A class with these columns that no registry keeps."""
    meta = type("Meta", (), {"app_label": "two_party", "apps": Apps()})
    said = {"__module__": __name__, "Meta": meta, "personal_data": personal_data}
    return type("Example", (Record,), said | columns)


def reference() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")


def test_what_is_well_said_passes() -> None:
    words = _declared({AUTHOR: Erase.TOMBSTONE}, columns={"place": None}, within="place")
    text = Sealed(about=AUTHOR, holds={"text": str}, null=True)
    author = SubjectField(AUTHOR, null=True)
    model = declared(words, place=reference(), author=author, text=text)
    check(model)
    assert declaration_of(model) is words


@pytest.mark.parametrize("erase", [Erase.ANONYMISE, Erase.LEAVE])
def test_what_erasing_empties_must_be_able_to_be_empty(erase: Erase) -> None:
    with pytest.raises(Undeclared, match="viewer"):
        check(declared(_declared({VIEWER: erase}), viewer=SubjectField(VIEWER)))


def test_a_clear_column_about_the_anonymised_must_be_able_to_be_empty() -> None:
    words = _declared({VIEWER: Erase.ANONYMISE}, columns={"at": VIEWER})
    with pytest.raises(Undeclared, match="at"):
        check(declared(words, viewer=SubjectField(VIEWER, null=True), at=models.DateTimeField()))


def test_a_tombstone_stands_within_something() -> None:
    with pytest.raises(Undeclared, match="tombstone"):
        check(
            declared(_declared({AUTHOR: Erase.TOMBSTONE}), author=SubjectField(AUTHOR, null=True))
        )


@pytest.mark.parametrize("word", ["shares", "within"])
@pytest.mark.parametrize("column", ["viewer", "nothing"])
def test_a_record_is_shared_or_entered_by_a_reference(word: str, column: str) -> None:
    named: dict[str, Any] = {word: column}
    words = replace(_declared({VIEWER: Erase.DELETE_ROW}), **named)
    with pytest.raises(Undeclared, match=word):
        check(declared(words, viewer=SubjectField(VIEWER)))


def test_what_is_told_is_there() -> None:
    words = _declared({VIEWER: Erase.DELETE_ROW}, told=("text",))
    with pytest.raises(Undeclared, match="text"):
        check(declared(words, viewer=SubjectField(VIEWER)))


def test_a_share_of_a_key_is_of_a_record() -> None:
    words = _declared({PARTICIPANT: Erase.DELETE_ROW})
    columns = {"participant": SubjectField(PARTICIPANT), "share": KeyShare(about=PARTICIPANT)}
    with pytest.raises(Undeclared, match="share"):
        check(declared(words, **columns))
