"""Where officers are reminded by e-mail: each names its own address, and takes it back."""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from sotto.trust.access.queries import owners_of_officers
from sotto.trust.audit.services import record
from sotto.trust.recipients.rules import is_mail_address
from sotto.trust.requests.models import ReminderAddress
from sotto.trust.requests.services.errors import EmailRefused, NoOfficer
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def name_address(officer: UUID, *, email: str) -> ReminderAddress:
    """In place of the one before. officer: its subject. Raises EmailRefused, NoOfficer.

    Two at once wait for one another: an officer has one address.
    """
    email = email.strip()
    if not is_mail_address(email):
        raise EmailRefused
    if officer not in owners_of_officers():
        raise NoOfficer
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('requests.addresses'))")
    named, _ = ReminderAddress.objects.update_or_create(
        tenant_id=current_tenant(),
        owner=officer,
        defaults={"about_owner": {"email": email}, "named_at": timezone.now()},
    )
    record("requests:address:named", object_id=named.pk, subject=officer)
    return named


@transaction.atomic
def remove_address(officer: UUID) -> bool:
    """No letter goes there any more. Whether there was one."""
    removed, _ = ReminderAddress.objects.filter(owner=officer).delete()
    if removed:
        record("requests:address:removed", subject=officer)
    return bool(removed)
