"""Where letters are handed in."""

from dataclasses import dataclass
from pathlib import Path

SUBMISSIONS = 465  # RFC 8314: TLS from the first byte.


@dataclass(frozen=True, slots=True)
class MailConfig:
    """host: of the submission server. sender: our address. ca_file: of a private authority.

    password_file: read when it is needed; its content stands in no setting, log or process list.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None

    @property
    def implicit_tls(self) -> bool:
        """On 465; on any other port TLS is begun by STARTTLS, and nothing is said before it."""
        return self.port == SUBMISSIONS

    def password(self) -> str:
        return "" if self.password_file is None else self.password_file.read_text().strip()
