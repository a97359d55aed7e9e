"""Choices in plain words: easy to type, and what was typed before is understood as well."""

import pytest
import typer

from sotto.processes.cli.wording import chosen_by_word, plain
from sotto.trust.requests.rules import Channel, Ground

pytestmark = pytest.mark.rules


@pytest.mark.parametrize("text", ["legal-obligation", "LEGAL_OBLIGATION", " legal obligation "])
def test_a_word_is_understood_however_it_is_written(text: str) -> None:
    assert chosen_by_word(Ground)["parser"](text) is Ground.LEGAL_OBLIGATION


@pytest.mark.parametrize("one", Ground)
def test_a_value_as_it_is_stored_is_understood(one: Ground) -> None:
    assert chosen_by_word(Ground)["parser"](one.value) is one


def test_what_is_no_choice_is_answered_with_the_choices() -> None:
    with pytest.raises(typer.BadParameter, match="telephone, letter"):
        chosen_by_word((Channel.TELEPHONE, Channel.LETTER))["parser"]("portal")


def test_no_choice_needs_quotes() -> None:
    assert chosen_by_word(Channel)["metavar"] == "<portal|telephone|letter|email|in-person>"
    assert plain("voice mail") == "voice-mail"
