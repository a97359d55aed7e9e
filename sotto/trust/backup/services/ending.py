"""How a restore ends: confirmed, or undone."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from sotto.trust.audit.services import record
from sotto.trust.backup.models import Restore
from sotto.trust.backup.services import aside, databases
from sotto.trust.backup.services.carry import carry_over, has_schema_of
from sotto.trust.backup.services.errors import NothingToConfirm
from sotto.trust.backup.services.replay import erase_again, final_erasures
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within


def confirm_restore(*, now: datetime) -> None:
    """What stood before is removed. Raises NothingToConfirm."""
    if not databases.exists(databases.before()):
        raise NothingToConfirm
    databases.drop(databases.before())
    aside.forget()
    Restore.objects.filter(confirmed_at=None).update(confirmed_at=now)


def undo_restore(*, rebuild: Callable[[], None]) -> None:
    """What stood before serves again; the restored rows are gone.

    Who was erased meanwhile is erased there, too, and the trail goes on. rebuild: fills the
    projections. Raises NothingToConfirm, SystemRuns, KeyringUnavailable.
    """
    before, live, away = databases.before(), databases.live(), databases.fresh()
    if not databases.exists(before):
        raise NothingToConfirm
    aside.refuse_in_use()
    databases.drop(away)
    aside.put_back_files()
    _bring_up_to_date(before, live)
    with databases.on(before):
        rebuild()
    databases.exchange(serving=live, aside=away, instead=before)
    databases.drop(away)
    aside.forget()


def _bring_up_to_date(before: str, live: str) -> None:
    """What people asked since the restore is not turned back either."""
    ledger = final_erasures([tenant.pk for tenant in all_tenants()])
    connection.close()
    if aside.was_trail_turned_back():
        aside.bring_back_trail()  # Its own rows are in what stood before.
    elif has_schema_of(live, before):
        carry_over(present=live, to=before)
    with databases.on(before):
        erase_again(ledger=ledger)
        Restore.objects.filter(confirmed_at=None).delete()
        for tenant in all_tenants():
            with within(tenant.pk):
                record("backup:restore:undone")
