"""Who administers, who answers for data protection. Never nobody."""

from uuid import UUID

from django.db import connection, transaction

from sotto.backbone import events
from sotto.trust.access.events import RoleGiven
from sotto.trust.access.models import Account, Role
from sotto.trust.access.services.errors import AccountUnknown, LastAdministrator


@transaction.atomic
def give_role(account: UUID, role: Role) -> Account:
    """In the current tenant. Raises AccountUnknown, LastAdministrator.

    Two that step down at once wait for one another: somebody stays.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access.roles'))")
    found = Account.objects.filter(pk=account).first()
    if found is None:
        raise AccountUnknown(account)
    if found.role == role:
        return found
    others = Account.objects.filter(role=Role.ADMINISTRATOR).exclude(pk=account)
    if found.is_administrator and not others.exclude(password="").exists():
        raise LastAdministrator
    Account.objects.filter(pk=account).update(role=role)
    found.role = role
    events.publish(RoleGiven(found.pk, found.owner, role.value))
    return found


def owner_of(account: UUID) -> UUID:
    """Whose account of the current tenant it is. Raises AccountUnknown."""
    found = Account.objects.filter(pk=account).first()
    if found is None:
        raise AccountUnknown(account)
    owner: UUID = found.owner
    return owner


def owner_who_may_go(account: UUID) -> UUID:
    """Whose account of the current tenant it is. Raises AccountUnknown, LastAdministrator."""
    found = Account.objects.filter(pk=account).first()
    if found is None:
        raise AccountUnknown(account)
    others = Account.objects.filter(role=Role.ADMINISTRATOR).exclude(owner=found.owner)
    if found.is_administrator and not others.exclude(password="").exists():
        raise LastAdministrator
    owner: UUID = found.owner
    return owner
