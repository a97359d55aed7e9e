"""A submission server in memory, for the tests of rooms."""

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.mail.client import Letter, Mailer, MailRefused


class FakeMailer(Mailer):
    """Keeps what it was handed; a test may take it away, or let it refuse an address."""

    def __init__(self) -> None:
        self.is_away = False
        self.refused: set[str] = set()
        self.letters: list[Letter] = []

    @override
    def send(self, letter: Letter) -> None:
        self.ping()
        if letter.to in self.refused or "\n" in letter.to + letter.subject:
            raise MailRefused
        self.letters.append(letter)

    @override
    def ping(self) -> None:
        if self.is_away:
            raise EngineUnavailable("mail")
