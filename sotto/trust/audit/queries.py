"""Reads. Only officers see the trail of their tenant."""

from django.db.models import QuerySet

from sotto.trust.access.models import Account
from sotto.trust.audit.models import Entry


def visible_to(actor: Account) -> QuerySet[Entry]:
    """Newest first; nothing for those who may not read it."""
    entries = Entry.objects.all()
    return entries if actor.is_officer else entries.none()
