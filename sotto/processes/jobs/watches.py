"""What must be looked at again and again. Each function may raise what `AWAY` names."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from sotto.backbone import push
from sotto.engines import EngineUnavailable
from sotto.engines.kamailio.client import KamailioControl
from sotto.features.directory import services as directory
from sotto.keyring.client import KeyringUnavailable
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access import services as access
from sotto.trust.backup import services as backup
from sotto.trust.canaries import services as canaries
from sotto.trust.document import services as document
from sotto.trust.tenants.queries import all_tenants

AWAY = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    KeyringUnavailable,
    EngineUnavailable,
)

log = structlog.get_logger()


def keep_projections_whole() -> None:
    """Rebuild what a crash of PostgreSQL has emptied."""
    with acting(), transaction.atomic():
        if directory.are_projections_whole() and access.are_names_whole():
            return
        with connection.cursor() as cursor:  # Somebody else may be at it: then it is whole after.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sotto.projections'))")
        if not access.are_names_whole():
            log.info("jobs.sign_in_names_rebuilt", accounts=access.rebuild_names())
        if not directory.are_projections_whole():
            log.info("jobs.projections_rebuilt", people=directory.rebuild_projections())


def make_backup_when_due() -> None:
    """Beside the worker: it takes minutes, and erasures must not wait for it."""
    with acting():
        backup.make_when_due(now=datetime.now(UTC))


def pass_on_routes(control: KamailioControl) -> None:
    """Tell the SIP edge of every change; returns never. Raises psycopg.OperationalError.

    What was missed before it began counts as a change.
    """
    is_told = False
    for changed in push.listen("routes_changed"):
        if changed is not None or not is_told:
            is_told = _tell(control)


def _tell(control: KamailioControl) -> bool:
    try:
        control.forget_routes()
    except EngineUnavailable:
        return False
    return True


def check_document(pace: document.Pace) -> None:
    """Ask the probes of the live document, of the system and of each tenant."""
    with acting(purpose=Purpose.VERIFY):
        document.check_all(pace)


def look_after_canaries() -> None:
    """Hourly: one hatches, the old are erased, everything is searched. Raises EngineUnavailable.

    None before there is a tenant of people: theirs must never be the first, which is administered.
    """
    if not all_tenants():
        return
    canaries.run_if_due(now=datetime.now(UTC))


def for_ever(look: Callable[[], None], pause_s: float) -> None:
    """Look again and again, whatever happens; what is away is waited for, and said once."""
    failed_as: type[Exception] | None = None
    while True:
        try:
            look()
            failed_as = None
        except Exception as error:  # noqa: BLE001 -- a watch that ends would be missed by nobody.
            if failed_as is not type(error):
                _say_failed(error)
            failed_as = type(error)
            connection.close()
        time.sleep(pause_s)


def _say_failed(error: Exception) -> None:
    """Its kind only: the text may hold anything."""
    if isinstance(error, AWAY):
        log.warning("jobs.neighbour_was_away", kind=type(error).__name__)
    else:
        log.error("jobs.watch_failed", kind=type(error).__name__)
