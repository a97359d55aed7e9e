"""Reads of erasures, and of what a tenant has chosen for them."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from sotto.personal_data.models import Erasure
from sotto.personal_data.shared import undecided
from sotto.personal_data.sharing import shared_holdings
from sotto.personal_data.vocabulary import Sharing
from sotto.trust.access.models import Account
from sotto.trust.dataprotection.models import Policy
from sotto.trust.dataprotection.rules import State, state_of
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within


def grace_of(tenant: UUID) -> timedelta:
    """How long an approved erasure can be cancelled: the tenant's choice, else the setting's."""
    chosen = Policy.objects.filter(tenant_id=tenant).values_list("grace", flat=True).first()
    return timedelta(days=settings.SOTTO.erasure_grace_days) if chosen is None else chosen


def sharing_chosen(tenant: UUID) -> Sharing | None:
    """By which rule this tenant wants shared content made; None: as each table declares."""
    chosen = Policy.objects.filter(tenant_id=tenant).values_list("sharing", flat=True).first()
    return Sharing(chosen) if chosen else None


def undecided_shared() -> list[models.Model]:
    """What several people made together, and waits for the controller, of the current tenant."""
    return [row for one in shared_holdings() for row in undecided(one.model)]


def erasures_to_advance() -> QuerySet[Erasure]:
    """Approved, not cancelled; not certified, or something remains. Of the current tenant."""
    unfinished = Q(certified_at=None) | ~Q(remains=[]) | ~Q(waiting_files=[])
    return Erasure.objects.filter(unfinished, cancelled_at=None).exclude(approved_at=None)


def erasures_visible_to(actor: Account) -> QuerySet[Erasure]:
    """Newest first; nothing for those who may not see them."""
    erasures = Erasure.objects.order_by("-asked_at", "pk")
    return erasures if actor.is_officer else erasures.none()


def erasures() -> QuerySet[Erasure]:
    """For the command line, whose user administers the machine; newest first."""
    return Erasure.objects.order_by("-asked_at", "pk")


def erasure_of(subject: UUID) -> Erasure | None:
    """The one that is not cancelled, in the current tenant."""
    return Erasure.objects.filter(subject=subject, cancelled_at=None).first()


def removals() -> list[Erasure]:
    """Of customers that are being removed or were; for the command line, outside any tenant."""
    found = []
    for tenant in all_tenants():
        if tenant.estate_of_id is None:
            with within(tenant.pk):
                found += list(Erasure.objects.filter(subject=tenant.pk))
    return found


def state_of_erasure(entry: Erasure) -> State:
    return state_of(entry.times, is_cancelled=entry.cancelled_at is not None, remains=entry.remains)
