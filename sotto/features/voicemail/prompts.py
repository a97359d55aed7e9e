"""What callers and owners hear: every text in every language, spoken once at set-up.

`make_prompts` writes `LANGUAGE/NAME.ulaw` below a folder (mu-law, 8 kHz, headerless). It needs
no database and no settings, and makes only what is missing or was worded differently.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from sotto.engines.rtp import g711, speech
from sotto.features.voicemail.rules import BEEP, GREETING, SPOKEN_NUMBERS

DEFAULT_LANGUAGE = "en"

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        GREETING: "The person you have called is not available. "
        "Please leave a message after the tone. Press hash when you have finished.",
        "mailbox-full": "This mailbox is full.",
        "mailbox-closed": "This mailbox cannot take messages at present.",
        "try-later": "This service is not available at the moment. Please try again later.",
        "cannot-store": "Your message could not be stored. Please try again later.",
        "message-stored": "Your message has been stored.",
        "goodbye": "Goodbye.",
        "enter-pin": "Please enter your pin, followed by hash.",
        "wrong-pin": "This pin is wrong.",
        "mailbox-locked": "This mailbox is locked for ten minutes, after too many wrong pins.",
        "no-pin-set": "This mailbox has no pin yet. Please ask your administrator for one.",
        "you-have": "You have",
        "and": "and",
        "new-message": "new message",
        "new-messages": "new messages",
        "old-message": "old message",
        "old-messages": "old messages",
        "no-messages": "You have no messages.",
        "no-more-messages": "There are no more messages.",
        "message-menu": "To hear it again, press 1. For the next message, press 2. "
        "To delete it, press 3. To leave, press star.",
        "message-deleted": "Message deleted.",
        "message-gone": "This message is no longer available.",
        "more-than-20": "more than twenty",
    },
    "de": {
        GREETING: "Der Teilnehmer ist zur Zeit nicht erreichbar. Bitte hinterlassen Sie nach "
        "dem Ton eine Nachricht. Drücken Sie die Raute-Taste, wenn Sie fertig sind.",
        "mailbox-full": "Diese Mailbox ist voll.",
        "mailbox-closed": "Diese Mailbox kann zur Zeit keine Nachrichten aufnehmen.",
        "try-later": "Dieser Dienst ist im Augenblick nicht verfügbar. Bitte versuchen Sie es "
        "später noch einmal.",
        "cannot-store": "Ihre Nachricht konnte nicht gespeichert werden. Bitte versuchen Sie es "
        "später noch einmal.",
        "message-stored": "Ihre Nachricht wurde gespeichert.",
        "goodbye": "Auf Wiederhören.",
        "enter-pin": "Bitte geben Sie Ihre Geheimzahl ein, und danach die Raute-Taste.",
        "wrong-pin": "Diese Geheimzahl ist falsch.",
        "mailbox-locked": "Diese Mailbox ist nach zu vielen falschen Geheimzahlen für zehn "
        "Minuten gesperrt.",
        "no-pin-set": "Diese Mailbox hat noch keine Geheimzahl. Bitte wenden Sie sich an Ihren "
        "Administrator.",
        "you-have": "Sie haben",
        "and": "und",
        "new-message": "neue Nachricht",
        "new-messages": "neue Nachrichten",
        "old-message": "alte Nachricht",
        "old-messages": "alte Nachrichten",
        "no-messages": "Sie haben keine Nachrichten.",
        "no-more-messages": "Keine weiteren Nachrichten.",
        "message-menu": "Zum Wiederholen drücken Sie die 1. Für die nächste Nachricht die 2. "
        "Zum Löschen die 3. Zum Beenden die Stern-Taste.",
        "message-deleted": "Nachricht gelöscht.",
        "message-gone": "Diese Nachricht ist nicht mehr verfügbar.",
        "more-than-20": "mehr als zwanzig",
    },
}


def make_prompts(folder: Path) -> int:
    """Speak what is missing. Returns how many were made. Raises SpeechUnavailable."""
    return sum(_make_language(folder / language, language) for language in TEXTS)


class Prompts:
    """The spoken prompts, read into memory once."""

    def __init__(self, folder: Path) -> None:
        self._audio = {
            (language, file.stem): file.read_bytes()
            for language in TEXTS
            for file in (folder / language).glob("*.ulaw")
        }

    def audio(self, name: str, *, language: str) -> bytes:
        """Mu-law; English where a language lacks it. Silence if set-up has not spoken it."""
        found = self._audio.get((language, name)) or self._audio.get((DEFAULT_LANGUAGE, name))
        return found or g711.SILENCE[g711.PCMU]

    def __len__(self) -> int:
        return len(self._audio)


def _make_language(folder: Path, language: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    texts = dict(TEXTS[language]) | {f"number-{n}": _number(n, language) for n in SPOKEN_NUMBERS}
    made = 0
    for name, text in (texts | {BEEP: ""}).items():
        wording = folder / f"{name}.sha256"
        digest = hashlib.sha256(text.encode()).hexdigest()
        audio = folder / f"{name}.ulaw"
        if audio.exists() and wording.exists() and wording.read_text() == digest:
            continue
        speech.write_once(audio, speech.speak(text, voice=language) if text else _beep())
        wording.write_text(digest)
        made += 1
    return made


def _number(number: int, language: str) -> str:
    """As it stands before "message"; espeak-ng reads figures, but German says "eine"."""
    return "eine" if (number, language) == (1, "de") else str(number)


def _beep() -> bytes:
    return speech.tone(1000, milliseconds=400)
