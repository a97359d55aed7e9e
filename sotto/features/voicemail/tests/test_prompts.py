"""Everything that may be said has been spoken, in every language."""

from datetime import timedelta
from pathlib import Path

import pytest

from sotto.engines.rtp import g711
from sotto.features.voicemail import prompts, rules
from sotto.features.voicemail.prompts import TEXTS, Prompts
from sotto.features.voicemail.rules import Opening

pytestmark = pytest.mark.room


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prompts")
    prompts.make_prompts(folder)
    return folder


def test_every_language_has_every_text() -> None:
    assert TEXTS["en"].keys() == TEXTS["de"].keys()


def test_a_prompt_is_telephone_audio_of_a_plausible_length(spoken: Path) -> None:
    for language in TEXTS:
        greeting = Prompts(spoken).audio("greeting", language=language)
        assert 3 * g711.RATE < len(greeting) < 15 * g711.RATE


def test_every_number_that_is_announced_is_spoken(spoken: Path) -> None:
    said = {prompt for n in range(30) for prompt in rules.announcement(n, 30 - n)}
    for language in TEXTS:
        assert all((spoken / language / f"{name}.ulaw").exists() for name in said)


@pytest.mark.parametrize("opening", [each for each in Opening if each is not Opening.READY])
def test_every_refusal_is_spoken(spoken: Path, opening: Opening) -> None:
    refusal = next(rules.deposit(opening, limit=timedelta(minutes=1)))
    assert isinstance(refusal, rules.Play)
    assert all((spoken / "de" / f"{name}.ulaw").exists() for name in refusal.prompts)


def test_a_second_run_speaks_only_what_is_worded_differently(spoken: Path) -> None:
    assert prompts.make_prompts(spoken) == 0
    (spoken / "en" / "goodbye.sha256").write_text("worded differently")
    assert prompts.make_prompts(spoken) == 1


def test_what_was_never_spoken_is_silence_not_an_error(tmp_path: Path) -> None:
    assert Prompts(tmp_path).audio("greeting", language="fr") == g711.SILENCE[g711.PCMU]
