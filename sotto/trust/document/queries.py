"""Reads: what turned lately."""

from django.db.models import Q

from sotto.trust.document.models import Turn
from sotto.trust.tenants.services import current_tenant


def latest_turns(count: int = 20) -> list[Turn]:
    """Changes of verdicts about the system and the current tenant, newest first."""
    mine = Q(of_tenant=None) | Q(of_tenant=current_tenant())
    return list(Turn.objects.filter(mine)[:count])
