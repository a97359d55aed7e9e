"""The wire: SMTP submission (RFC 6409) in TLS 1.2 or newer, with authentication where it is asked.

What goes wrong is told apart: away (try again) or refused for good (5xx). The original errors may
hold addresses, so they go no further.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.mail.config import MailConfig

_PERMANENT = 500
_WAIT_S = 20.0


class MailRefused(Exception):
    """The server will never take this: no such address, or not from us. Try another way."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text. to: one address. subject: says nothing about anybody."""

    to: str
    subject: str
    text: str

    @override
    def __repr__(self) -> str:
        return "<Letter>"  # Never its content or address.


class Mailer(Protocol):
    """What the rest of Sotto may ask. Raises EngineUnavailable, MailRefused."""

    def send(self, letter: Letter) -> None:
        """Return when the server has taken it."""

    def ping(self) -> None:
        """Return when the server answers, in TLS, to who we are."""


class MailClient(Mailer):
    """One connection for each letter. Safe to share between threads."""

    def __init__(self, config: MailConfig) -> None:
        self._config = config

    @override
    def send(self, letter: Letter) -> None:
        message = EmailMessage()
        try:
            message["From"], message["To"] = self._config.sender, letter.to
            message["Subject"] = letter.subject
        except ValueError:  # A line break in an address or subject: header injection.
            raise MailRefused from None
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = make_msgid(domain=self._config.sender.partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notices, please.
        message.set_content(letter.text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _ in refusal.recipients.values()]
            raise _explained(min(codes, default=_PERMANENT)) from None
        except smtplib.SMTPAuthenticationError:  # Of us, not of the letter: it waits.
            raise EngineUnavailable("mail") from None
        except smtplib.SMTPResponseException as refusal:
            raise _explained(refusal.smtp_code) from None
        except (smtplib.SMTPException, OSError, ValueError):
            raise EngineUnavailable("mail") from None

    @override
    def ping(self) -> None:
        try:
            with self._connected() as server:
                server.noop()
        except (smtplib.SMTPException, OSError, ValueError):
            raise EngineUnavailable("mail") from None

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context(
            cafile=str(self._config.ca_file) if self._config.ca_file else None
        )
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        host, port = self._config.host, self._config.port
        if self._config.implicit_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_WAIT_S, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=_WAIT_S)
        try:
            if not self._config.implicit_tls:
                server.starttls(context=context)  # Raises where the server can't: never in clear.
            if self._config.user:
                server.login(self._config.user, self._config.password())
        except BaseException:
            server.close()
            raise
        return server


def _explained(code: int) -> Exception:
    return MailRefused() if code >= _PERMANENT else EngineUnavailable("mail")
