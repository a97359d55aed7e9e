"""A German reader's archive and document are German: every word of the rooms' tables is there."""

import pytest

from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.words import GERMAN, name_of, said
from sotto.trust.dataprotection.services.archive.facts import Facts

pytestmark = pytest.mark.rules
ROOMS = {"access", "audit", "calls", "consents", "dataprotection", "directory", "requests"}
ROOMS |= {"holds", "recipients", "voicemail"}


def words_of(holding: Holding) -> set[str]:
    declared = holding.declared
    columns = {*declared.columns, *(one.name for one in holding.sealed + holding.files)}
    inner = {name for column in holding.sealed for name in column.holds}
    roles = {one.role.name for one in holding.subjects}
    named = {name.removeprefix("about_").replace("_", " ") for name in columns | inner | roles}
    deeds = {deed.value for deed in declared.erase.values()}
    return named | deeds | {declared.purpose, declared.basis.value, declared.retention.name}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_word_of_a_declaration_has_its_german(room: str) -> None:
    mine = [one for one in holdings() if one.model._meta.app_label == room]
    words = {word for one in mine for word in words_of(one)}
    assert mine
    assert words - GERMAN.keys() == set()


def test_every_title_and_source_has_its_german() -> None:
    described = Facts.tables(None).items()  # type: ignore[arg-type]  # They are nobody's.
    shown = {
        table[key]
        for label, table in described
        if label.split(".")[0] in ROOMS
        for key in ("title", "source")
    }
    assert shown - GERMAN.keys() == set()


def test_an_unknown_word_is_shown_as_it_is() -> None:
    assert said("frobnicated", "de") == name_of("about_frobnicated", "de") == "frobnicated"
    assert said("erased", "en") == "erased"
