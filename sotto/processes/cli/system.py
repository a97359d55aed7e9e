"""`sotto status`, `sotto selftest`, `sotto admin-link`."""

from dataclasses import asdict
from datetime import UTC, datetime

import typer
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from sotto.engines import EngineUnavailable
from sotto.engines.kamailio.client import KamailioClient
from sotto.keyring.client import KeyringUnavailable
from sotto.personal_data.keys import keyring
from sotto.processes import selftest as test_call
from sotto.processes.cli.failures import AWAY
from sotto.processes.cli.output import AsJson, console, print_json, print_rows, tell
from sotto.processes.cli.session import administering
from sotto.processes.setup import second_disks
from sotto.processes.setup.health import PROBES, is_healthy


def status(*, as_json: AsJson = False) -> None:
    """Say which services answer, and what the system does now."""
    services = [{"service": name, "answers": is_healthy(settings.SOTTO, name)} for name in PROBES]
    shown = {"services": services, **_telephony(), **_keys(), **_backups(), **_disks()}
    if as_json:
        print_json(shown)
    else:
        rows = [{**one, "answers": "yes" if one["answers"] else "NO"} for one in services]
        print_rows(rows, {"service": "Service", "answers": "Answers"}, as_json=False, none="")
        for key, value in shown.items():
            if key != "services":
                tell(f"{key.replace('_', ' ')}: {value}")
    if not all(one["answers"] for one in services):
        raise typer.Exit(AWAY)


def selftest(*, as_json: AsJson = False) -> None:
    """Place a real encrypted test call through the system and say what was negotiated."""
    with administering():
        if as_json:
            report = test_call.run(settings.SOTTO)
        else:
            with console.status("Placing a test call"):
                report = test_call.run(settings.SOTTO)
    if as_json:
        print_json({"good": report.is_good, **asdict(report)})
    else:
        tell(test_call.describe(report))
    if not report.is_good:
        raise typer.Exit(1)


def admin_link(*, as_json: AsJson = False) -> None:
    """Print a new one-time link for the administrator; it works once, for a day."""
    from sotto.trust.access import services

    with administering() as tenant:
        path = services.invite_administrator(tenant)
    link = f"https://{settings.SOTTO.host_name}:{settings.SOTTO.ports.web}{path}"
    if as_json:
        print_json({"link": link})
    else:
        tell(link)


def _telephony() -> dict[str, int | str]:
    control = KamailioClient(settings.SOTTO.kamailio_control)
    try:
        return {
            "registered_contacts": control.registrations(),
            "active_calls": control.active_calls(),
        }
    except EngineUnavailable:
        return {"telephony": "does not answer"}


def _backups() -> dict[str, str]:
    """Empty words for what never was; an alarm for what should have been."""
    from django.db import DatabaseError

    from sotto.trust.backup import queries

    try:
        with administering():
            return {"backups": queries.in_a_line(now=datetime.now(UTC))}
    except (DatabaseError, KeyringUnavailable):
        return {"backups": "nobody knows: the database does not answer"}
    except ObjectDoesNotExist:
        return {"backups": "none: there is no tenant yet"}


def _disks() -> dict[str, str]:
    """Whether the witness and the replica are where they should be."""
    return second_disks.states(settings.SOTTO)


def _keys() -> dict[str, int | str]:
    try:
        found = keyring().status()
    except KeyringUnavailable:
        return {"keys": "the keyring does not answer"}
    return {f"key_{name}" if name == "epoch" else name: value for name, value in found.items()}
