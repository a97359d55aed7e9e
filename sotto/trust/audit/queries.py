"""Reads. Only officers see the trail of their tenant."""

from uuid import UUID

from django.db.models import QuerySet

from sotto.trust.access.models import Account
from sotto.trust.audit.models import Entry, Tree, Verification


def visible_to(actor: Account) -> QuerySet[Entry]:
    """Newest first; nothing for those who may not read it."""
    entries = Entry.objects.all()
    return entries if actor.is_officer else entries.none()


def all_entries() -> QuerySet[Entry]:
    """Newest first, for the command line."""
    return Entry.objects.all()


def entry_by_id(entry: UUID) -> Entry | None:
    return Entry.objects.filter(pk=entry).first()


def waiting_entries() -> int:
    """Entries of the current tenant that have no place in the tree yet."""
    return Entry.objects.filter(leaf_index=None).count()


def tree() -> Tree | None:
    """Of the current tenant; None before the first integration."""
    return Tree.objects.first()


def verification_by_id(verification: UUID) -> Verification | None:
    return Verification.objects.filter(pk=verification).first()


def last_verification() -> Verification | None:
    return Verification.objects.first()
