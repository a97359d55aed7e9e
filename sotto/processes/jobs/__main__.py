"""Runs as `python -m sotto.processes.jobs`."""

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial

import django
import structlog
from procrastinate.exceptions import ConnectorException

CHECKPOINT_S = 10.0  # Between two checkpoints of the audit trail (PBX-80).
CHECK_S = 20.0  # Between two rounds of the probes: a line must turn within a minute.
LOOK_S = 60.0  # Between two looks whether a canary, or a backup, is due.
PAUSE_S = 2.0  # Between two looks at the projections, and two tries.

log = structlog.get_logger()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    from sotto.processes.jobs.worker import JobLog

    said = logging.getLogger("procrastinate")
    said.addHandler(JobLog(logging.WARNING))
    said.propagate = False
    _watch()
    log.info("jobs.started")
    while not _has_worked():
        time.sleep(PAUSE_S)


def _watch() -> None:
    from django.conf import settings

    from sotto.engines.kamailio.client import KamailioClient
    from sotto.processes.jobs import watches
    from sotto.processes.jobs.audit_trails import AuditTrails
    from sotto.trust.document.services import Pace

    control = KamailioClient(settings.SOTTO.kamailio_control)
    _beside(watches.keep_projections_whole, PAUSE_S)
    _beside(partial(watches.pass_on_routes, control), PAUSE_S)
    _beside(partial(watches.check_document, Pace()), CHECK_S)
    _beside(watches.make_backup_when_due, LOOK_S)
    _beside(watches.look_after_canaries, LOOK_S)
    _beside(AuditTrails().keep, CHECKPOINT_S)


def _beside(look: Callable[[], None], pause_s: float) -> None:
    from sotto.processes.jobs import watches

    threading.Thread(target=watches.for_ever, args=(look, pause_s), daemon=True).start()


def _has_worked() -> bool:
    """True when the worker was asked to stop; False when the database went away."""
    from sotto.processes.jobs import worker

    try:
        worker.work()
    except ConnectorException as error:
        log.warning("jobs.neighbour_was_away", kind=type(error).__name__)
        return False
    return True


if __name__ == "__main__":
    main()
