"""Choices as plain words that are easy to type: `legal-obligation`, `called-back`."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar

import typer

Member = TypeVar("Member", bound=StrEnum)


def plain(text: str) -> str:
    """As words are compared: `Call_Detail` is `call-detail`."""
    return "-".join(text.strip().casefold().replace("_", " ").replace("-", " ").split())


def chosen_by_word(members: Iterable[Member]) -> Any:  # Any: typer has no type for its options.
    """How typer reads one of these: `typer.Option(**chosen_by_word(Kind), help=…)`.

    A member is meant by its name in small letters, or by its value.
    """
    words = {plain(one.name): one for one in members}
    return {"parser": _reader(words), "metavar": f"<{'|'.join(words)}>"}


def _reader(words: dict[str, Member]) -> Callable[[str | Member], Member]:
    meant = {plain(one.value): one for one in words.values()} | words

    def read(text: str | Member) -> Member:
        try:
            return meant[plain(text)]
        except KeyError:
            raise typer.BadParameter(f"expected one of: {', '.join(words)}") from None

    return read
