"""One round: a canary hatches, the old are erased, everything is searched."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.canaries import rules
from sotto.trust.canaries.models import Canary, Search
from sotto.trust.canaries.services.hatching import hatch, their_home
from sotto.trust.canaries.services.provoking import provoke
from sotto.trust.canaries.services.searching import search
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.services import within

log = structlog.get_logger()


def run_if_due(*, now: datetime) -> Search | None:
    """Hourly. now: aware, UTC."""
    home = their_home()
    with acting(purpose=Purpose.OPERATE), within(home.pk):
        last = Search.objects.first()
    due = rules.is_due(None if last is None else last.at, now=now)
    return run(now=now) if due else None


def run(*, now: datetime, lives: timedelta = rules.LIVES) -> Search:
    """One round. lives: how old a canary becomes; none at all proves an erasure at once.

    Raises EngineUnavailable, KeyringUnavailable; the next round takes up what was begun.
    """
    home = their_home()
    with acting(purpose=Purpose.OPERATE), within(home.pk):
        canary = hatch(now=now)
    provoke(canary.token)
    erased = erase_old(home.pk, hatched_before=now - lives)
    with acting(purpose=Purpose.VERIFY), within(home.pk):
        found = search(now=now)
        _forget(now)
    log.info("canaries.searched", erased=erased, count=found.files, leaks=len(found.leaks))
    if not found.is_clean:
        log.error("canaries.leak_found", leaks=len(found.leaks), opened=found.opened)
    return found


def erase_old(tenant: UUID, *, hatched_before: datetime) -> int:
    """Erase canaries as any person is erased. How many there were."""
    with acting(purpose=Purpose.ERASE):
        with within(tenant):
            old = list(Canary.objects.filter(erased_at=None, hatched_at__lte=hatched_before))
        for canary in old:
            for subject in canary.subjects:
                erase_subject(tenant, UUID(subject))
            with within(tenant):
                canary.refresh_from_db()
                canary.erased_at = max(canary.hatched_at, hatched_before)
                canary.save(update_fields=["erased_at"])
    return len(old)


def _forget(now: datetime) -> None:
    """Rows about canaries that nobody looks for any more."""
    Canary.objects.filter(erased_at__lt=now - rules.KEPT_FOR).delete()
    Search.objects.filter(at__lt=now - rules.KEPT_FOR).delete()
