"""How a chapter's statements are written down."""

from collections.abc import Callable

from sotto.trust.document.rules import Chapter, Statement, Text, Verdict

Write = Callable[..., Statement]


def chapter(which: Chapter) -> Write:
    """A function that writes statements of one chapter.

    name: of the statement within its chapter. numbers: requirements, blank between them.
    """

    def write(
        name: str, en: str, de: str, numbers: str, where: str, by: Verdict | None = None
    ) -> Statement:
        texts, answers = Text(en, de), tuple(numbers.split())
        return Statement(f"{which.value}.{name}", which, texts, answers, where, by)

    return write
