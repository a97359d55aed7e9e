"""A real submission server, in TLS and with sign-in, and the fake that stands for it."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from socket import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sotto.engines.mail.client import MailClient, Mailer
from sotto.engines.mail.config import MailConfig
from sotto.engines.mail.fake import FakeMailer
from tests.contracts.certificates import Authority

USER, PASSWORD = "sotto", "a password for a test"
UNKNOWN = "nobody@recipient.example"


@dataclass
class Office:
    """aiosmtpd's handler: takes letters, and knows one address that does not exist."""

    letters: list[Message] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it so.
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == UNKNOWN:
            return "550 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd calls it so.
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert session.ssl is not None  # Nothing is said before TLS.
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        self.letters.append(message_from_bytes(raw))
        return "250 OK"


@dataclass
class MailRig:
    """A mailer, and what its server has."""

    mailer: Mailer
    office: Office
    config: MailConfig | None = None

    def subjects(self) -> list[str]:
        if isinstance(self.mailer, FakeMailer):
            return [letter.subject for letter in self.mailer.letters]
        return [str(letter["Subject"]) for letter in self.office.letters]


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    good = isinstance(data, LoginPassword) and data == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=good, handled=False)  # So that aiosmtpd says 535 to who is not.


def settings_for(config: MailConfig) -> dict[str, object]:
    """The settings that name this server."""
    return {
        "mail_host": config.host,
        "mail_port": config.port,
        "mail_from": config.sender,
        "mail_user": config.user,
        "mail_password_file": config.password_file,
        "mail_ca_file": config.ca_file,
    }


def _free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def real(folder: Path, *, oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> Iterator[MailRig]:
    authority = Authority(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = oldest
    context.load_cert_chain(authority.certificate_for("localhost"))
    port, office = _free_port(), Office()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_authenticate,
    )
    controller.start()
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    config = MailConfig("localhost", port, "sotto@office.example", USER, password, authority.file)
    try:
        yield MailRig(MailClient(config), office, config)
    finally:
        controller.stop()


@contextmanager
def without_tls(folder: Path) -> Iterator[MailRig]:
    """A server that takes letters in the clear, and knows no TLS."""
    office = Office()
    controller = Controller(office, hostname="127.0.0.1", port=_free_port())
    controller.start()
    config = MailConfig("127.0.0.1", controller.port, "sotto@office.example")
    try:
        yield MailRig(MailClient(config), office, config)
    finally:
        controller.stop()


@contextmanager
def fake(folder: Path) -> Iterator[MailRig]:
    mailer = FakeMailer()
    mailer.refused.add(UNKNOWN)
    yield MailRig(mailer, Office())
