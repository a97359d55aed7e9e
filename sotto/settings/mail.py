"""What an administrator may set about letters and webhooks, and what comes of it."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, model_validator

from sotto.engines.mail.config import MailConfig


class MailSettings(BaseModel):
    """A part of the configuration. The password is a file that it names."""

    mail_host: str = ""  # The submission server; none: letters wait, or are told by hand.
    mail_port: int = Field(default=587, ge=1, le=65535)  # 465: TLS from the first byte.
    mail_from: str = ""
    mail_user: str = ""
    mail_password_file: Path | None = None  # Readable by the application's user only.
    mail_ca_file: Path | None = None  # Of a private authority.
    webhook_ca_file: Path | None = None  # The same, for webhooks.

    @model_validator(mode="after")
    def _letters_have_a_sender(self) -> Self:
        if self.mail_host and "@" not in self.mail_from:
            raise ValueError("mail_host needs mail_from: the address that letters come from")
        if self.mail_user and self.mail_password_file is None:
            raise ValueError("mail_user needs mail_password_file")
        return self

    @property
    def mail(self) -> MailConfig | None:
        """None where no server is named."""
        if not self.mail_host:
            return None
        return MailConfig(
            host=self.mail_host,
            port=self.mail_port,
            sender=self.mail_from,
            user=self.mail_user,
            password_file=self.mail_password_file,
            ca_file=self.mail_ca_file,
        )
