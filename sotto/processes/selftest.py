"""A real encrypted test call through the running system, between two telephones made for it.

`python -m sotto.processes.selftest [--json]`; set-up ends with it, and `sotto selftest` repeats
it. Two people with one device each are added, register over TLS, call and hear one another, try
voice mail, and are removed, whatever happens. Exit code 0: encrypted, both ways, heard.
"""

import asyncio
import json
import os
import secrets
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rich.console import Console

from sotto.engines.sip_probe.call import Refused
from sotto.engines.sip_probe.client import Call, Phone, PlacedCall, switched_on
from sotto.engines.sip_probe.config import Account, ProbeConfig
from sotto.engines.sip_probe.connection import ConnectionLost, NoAnswer
from sotto.engines.sip_probe.sdp import NotAcceptable
from sotto.settings.configuration import Configuration

if TYPE_CHECKING:
    from sotto.features.directory.models import Person

CALLERS_TONE: Final = 700  # Hertz; neither is a harmonic of the other.
CALLEES_TONE: Final = 1100
TALK: Final = timedelta(seconds=2)
PATIENCE: Final = timedelta(seconds=10)
TO_BE_KNOWN: Final = timedelta(seconds=5)  # Until the SIP edge knows a device just added.
HEARD_ENOUGH_MS: Final = 1000
LOOK_AGAIN_S: Final = 0.1
PROTOCOLS: Final = ("TLSv1.2", "TLSv1.3")


@dataclass(frozen=True)
class Leg:
    """One telephone's side of the call, as negotiated on its own sockets."""

    signalling: str
    cipher: str
    suite: str
    sent: int
    received: int
    heard_ms: int  # Of the other's tone.

    @property
    def is_encrypted(self) -> bool:
        return self.signalling in PROTOCOLS and self.suite.startswith("AES_CM_128")

    @property
    def is_heard(self) -> bool:
        return self.heard_ms >= HEARD_ENOUGH_MS


@dataclass(frozen=True)
class Report:
    """What the test call showed. fault: the step that failed; "" when none did."""

    caller: Leg | None = None
    callee: Leg | None = None
    set_up_ms: float | None = None
    voicemail_answers: bool = False
    fault: str = ""

    @property
    def is_good(self) -> bool:
        legs = (self.caller, self.callee)
        calls = all(leg and leg.is_encrypted and leg.is_heard for leg in legs)
        return calls and self.voicemail_answers and not self.fault


class StepFailed(Exception):
    """Its text names the step; never an address, number or password."""


async def place_test_call(caller: Phone, callee: Phone, *, number: str) -> Report:
    """number: dials the callee. Raises StepFailed."""
    await _register(caller, "the calling phone could not register")
    await _register(callee, "the called phone could not register")
    placed = caller.call(number)
    with _step("the call did not reach the other phone"):
        taken = await callee.rung(patience=PATIENCE)
    with _step("the call was not answered with protected audio"):
        taken.answer()
        await placed.answered()
    placed.media.speak(CALLERS_TONE)
    taken.media.speak(CALLEES_TONE)
    await _until(lambda: _have_talked(placed, taken), TALK + PATIENCE)
    report = Report(
        caller=_leg(caller, placed, hears=CALLEES_TONE),
        callee=_leg(callee, taken, hears=CALLERS_TONE),
        set_up_ms=round(placed.set_up_ms or 0, 1),
    )
    with _step("the call could not be ended"):
        await placed.hang_up()
    return report


async def reach_voicemail(caller: Phone, callee: Phone, *, number: str) -> bool:
    """Whether voice mail takes the call of a phone that is away, protected too."""
    with _step("voice mail did not answer"):
        await callee.unregister()
        placed = caller.call(number)
        await placed.answered()
        await _until(lambda: placed.media.report.received >= 1, PATIENCE)
        report = placed.media.report
        await placed.hang_up()
    return bool(report.received and report.suite)


def run(configuration: Configuration) -> Report:
    """Needs Django and a running system; cleans up after itself."""
    try:
        with _temporary_accounts() as (caller, callee, number):
            return asyncio.run(_both_tests(_probe(configuration), caller, callee, number))
    except StepFailed as failure:
        return Report(fault=str(failure))


def describe(report: Report) -> str:
    """For people."""
    if report.caller is None or report.callee is None:
        return f"The test call failed: {report.fault}."
    lines = ["The test call was " + ("encrypted and heard." if report.is_good else "not good.")]
    for name, leg in (("caller", report.caller), ("called", report.callee)):
        lines.append(
            f"  {name}: signalling {leg.signalling} {leg.cipher}, audio "
            f"{leg.suite or 'NOT ENCRYPTED'}, {leg.sent} packets sent, {leg.received} received, "
            f"the other's tone heard for {leg.heard_ms / 1000:.1f} s"
        )
    lines.append(f"  set up in {report.set_up_ms} ms")
    lines.append(f"  voice mail {'answers' if report.voicemail_answers else 'does not answer'}")
    if report.fault:
        lines.append(f"  failed: {report.fault}")
    return "\n".join(lines)


def main() -> int:
    parser = ArgumentParser(description="Place an encrypted test call through the system.")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotto.settings.django")
    import django

    django.setup()
    report = run(Configuration())
    text = json.dumps({"good": report.is_good} | asdict(report), indent=2)
    console = Console(highlight=False, soft_wrap=True)
    console.print(text if options.json else describe(report), markup=False)
    return 0 if report.is_good else 1


async def _both_tests(config: ProbeConfig, caller: Account, callee: Account, number: str) -> Report:
    with _step("no TLS connection to the SIP server, or not the expected certificate"):
        async with switched_on(config, caller) as one, switched_on(config, callee) as other:
            report = await place_test_call(one, other, number=number)
            try:
                answers = await reach_voicemail(one, other, number=number)
            except StepFailed as failure:
                return Report(report.caller, report.callee, report.set_up_ms, fault=str(failure))
            await one.unregister()
            return Report(report.caller, report.callee, report.set_up_ms, answers)


async def _register(phone: Phone, step: str) -> None:
    """The edge hears of a new device through a notification: ask again for a while."""
    due = asyncio.get_running_loop().time() + TO_BE_KNOWN.total_seconds()
    while True:
        with _step(step):
            try:
                return await phone.register()
            except Refused:
                if asyncio.get_running_loop().time() > due:
                    raise
        await asyncio.sleep(LOOK_AGAIN_S)


async def _until(condition: Callable[[], bool], patience: timedelta) -> None:
    """Returns when it holds, and when patience ends: the report says what was missing."""
    loop = asyncio.get_running_loop()
    due = loop.time() + patience.total_seconds()
    while not condition() and loop.time() < due:  # noqa: ASYNC110 — nothing announces a tone.
        await asyncio.sleep(LOOK_AGAIN_S)


def _have_talked(placed: Call, taken: Call) -> bool:
    enough = TALK / timedelta(milliseconds=1)
    return (
        placed.media.heard_ms(CALLEES_TONE) >= enough
        and taken.media.heard_ms(CALLERS_TONE) >= enough
    )


def _leg(phone: Phone, call: Call | PlacedCall, *, hears: int) -> Leg:
    negotiated, media = phone.signalling, call.media.report
    return Leg(
        negotiated.protocol,
        negotiated.cipher,
        media.suite,
        media.sent,
        media.received,
        call.media.heard_ms(hears),
    )


@contextmanager
def _step(text: str) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise StepFailed(f"{text} (SIP status {refusal.status})") from None
    except (NoAnswer, ConnectionLost, NotAcceptable, TimeoutError):
        raise StepFailed(text) from None


def _probe(configuration: Configuration) -> ProbeConfig:
    return ProbeConfig(
        address=str(configuration.address),
        port=configuration.ports.sip_tls,
        server_name=configuration.domain,
        trusted_certificates=configuration.certificates_dir / "ca.pem",
        domain=configuration.domain,
        media_address=str(configuration.address),
    )


@contextmanager
def _temporary_accounts() -> Iterator[tuple[Account, Account, str]]:
    """Caller, callee and the callee's extension; both people are removed afterwards."""
    from sotto.features.directory import services as directory
    from sotto.personal_data.actor import acting
    from sotto.trust.dataprotection.services import erase_subject
    from sotto.trust.tenants.queries import first_tenant
    from sotto.trust.tenants.services import within

    tenant = first_tenant().pk

    def remove(person: "Person") -> None:
        """Erased, so that no test call leaves a trace in anybody's history."""
        erase_subject(tenant, person.owner)

    def account(cleaning: ExitStack) -> tuple[Account, str]:
        with within(tenant):
            person, extension = _temporary_person()
            cleaning.callback(remove, person)
            device = directory.add_device(person=person, label="self-test")
        return Account(device.username, device.password), extension

    with acting(), ExitStack() as cleaning:
        caller, _ = account(cleaning)
        callee, number = account(cleaning)
        yield caller, callee, number


def _temporary_person() -> "tuple[Person, str]":
    """With an extension that nobody has: seven random digits behind a nine."""
    from sotto.features.directory import services as directory

    while True:
        extension = f"9{secrets.randbelow(10**7):07}"
        try:
            return directory.add_person(name="Self-test", extension=extension), extension
        except directory.NumberTaken:
            continue


if __name__ == "__main__":
    sys.exit(main())
