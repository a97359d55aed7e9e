"""Reminders go to officers by e-mail: one letter with all that is new, until the server takes it.

The letter is sent before its mark is committed: a crash sends it again, and never loses it. It says
how things stand when it is sent, so that after days without a mail server one letter is enough.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.urls import reverse

from sotto.engines import EngineUnavailable
from sotto.engines.mail.client import Letter, MailClient, Mailer, MailRefused
from sotto.trust.audit.services import record
from sotto.trust.requests import queries
from sotto.trust.requests.models import Reminder, ReminderAddress, ReminderLetter
from sotto.trust.requests.services.wording import letter_about
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.services import within

log = structlog.get_logger()


def mail_reminders(tenant: UUID, *, now: datetime, mailer: Mailer | None = None) -> int:
    """Tell each officer of one tenant what it was not told yet. How many letters were taken.

    Call it outside `within`, as often as you like. now: aware. Nothing where no server is set.
    """
    mailer = mailer or _mailer()
    if mailer is None:
        return 0
    with within(tenant):
        addresses = [one.pk for one in queries.addresses_of_officers()]
    taken = 0
    for address in addresses:
        with within(tenant):
            taken += _mail(address, now, mailer)
    return taken


def _mail(pk: UUID, now: datetime, mailer: Mailer) -> bool:
    """Two workers at once: the second finds the address locked and leaves it."""
    address = ReminderAddress.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    untold = [] if address is None else queries.untold(address.owner)
    email = address and address.about_owner["email"]  # None of a restricted officer.
    if address is None or not untold or not email:
        return False
    subject, text = letter_about(
        [one.request for one in untold],
        tenant=tenant_by_id(address.tenant_id),
        today=now.date(),
        link=_link,
    )
    try:
        mailer.send(Letter(email, subject, text))
    except EngineUnavailable as away:
        log.warning("requests.officer_not_reached", subject=str(address.owner), engine=away.engine)
        return False
    except (MailRefused, ValueError):
        _note(address, untold, now, is_refused=True)
        return False
    _note(address, untold, now, is_refused=False)
    return True


def _note(
    address: ReminderAddress, told: list[Reminder], now: datetime, *, is_refused: bool
) -> None:
    ReminderLetter.objects.bulk_create(
        ReminderLetter(
            tenant_id=address.tenant_id,
            request=one.request,
            day=one.day,
            owner=address.owner,
            at=now,
            is_refused=is_refused,
        )
        for one in told
    )
    deed = "refused" if is_refused else "mailed"
    for one in told:
        record(f"requests:reminder:{deed}", object_id=one.pk, subject=address.owner)


def _link(view: str, *ids: UUID) -> str:
    configuration = settings.SOTTO
    path = reverse(view, args=ids)
    return f"https://{configuration.host_name}:{configuration.ports.web}{path}"


def _mailer() -> Mailer | None:
    config = settings.SOTTO.mail
    return None if config is None else MailClient(config)
