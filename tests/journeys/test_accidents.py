"""What breaks is mended by itself, and nothing that was said or counted is lost."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.journeys.phones.probe import Probe
from tests.journeys.phones.telephone import until
from tests.journeys.system import House, System

pytestmark = pytest.mark.journey

SERVICES = (
    "postgres",
    "keyring",
    "kamailio",
    "rtpengine",
    "media",
    "call_events",
    "web",
    "jobs",
)
# The promise is five seconds; here two cores also run telephones and tests.
BACK_WITHIN = timedelta(seconds=10)
AWAY_S = 10


@pytest.mark.parametrize("service", SERVICES)
def test_a_process_that_is_killed_is_back_soon_and_calls_work_again(
    house: House, service: str
) -> None:
    system = house.system
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    killed = system.kill(service)
    assert until(lambda: system.is_replaced(service, killed), patience=BACK_WITHIN)
    assert until(lambda: system.answers(service), patience=BACK_WITHIN)
    alice.connects_anew()
    bob.connects_anew()
    assert until(lambda: _can_call(alice, bob)), "calls do not work again"
    assert until(lambda: house.stored_call(alice)["outcome"] == "answered")


def test_calls_go_on_while_postgresql_is_away_and_their_detail_arrives_afterwards(
    house: House,
) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    assert _can_call(alice, bob)
    before = house.calls_of(alice, at_least=1)
    with house.system.suspended("postgres"):
        came_back_at = time.monotonic() + AWAY_S
        assert _can_call(alice, bob)
        assert until(lambda: time.monotonic() > came_back_at)
    after = house.calls_of(alice, at_least=len(before) + 1)
    assert len(after) == len(before) + 1
    assert after[0]["outcome"] == "answered"
    assert _can_call(alice, bob)


def test_somebody_unknown_to_the_cache_is_told_to_try_later_while_postgresql_is_away(
    house: House,
) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.system.add_person("Bob Brandt")
    with house.system.suspended("postgres"):
        alice.dials(bob.extension)
        assert alice.refusal() == 503
    assert until(lambda: _reaches_voicemail(alice, bob.extension))


def test_a_full_disk_is_said_to_the_caller_and_keeps_no_half_message(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    bob.stays_unregistered()
    with _full_disk(house.system):
        alice.calls(bob)
        assert alice.is_connected()
        assert alice.hears_somebody_speak()
        assert alice.is_idle()
    assert house.messages_of(bob) == []
    assert _reaches_voicemail(alice, bob.extension)


def _can_call(alice: Probe, bob: Probe) -> bool:
    """Answered and heard both ways; hangs up."""
    alice.calls(bob)
    if alice.is_refused():
        return False
    bob.answers()
    heard = alice.is_connected() and alice.hears(bob) and bob.hears(alice)
    alice.hangs_up()
    return heard and bob.is_idle()


def _reaches_voicemail(alice: Probe, extension: str) -> bool:
    alice.dials(extension)
    answered = alice.is_connected() and alice.hears_somebody_speak()
    if answered:
        alice.hangs_up()
    return answered


@contextmanager
def _full_disk(system: System) -> Iterator[None]:
    """The folder of sealed files becomes a disk of 64 KiB, and that is full."""
    files = system.state / "files"
    owner = files.stat()
    mount = ["mount", "-t", "tmpfs", "-o", f"size=64k,mode={owner.st_mode & 0o777:o}", "tmpfs"]
    done = subprocess.run([*mount, str(files)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        os.chown(files, owner.st_uid, owner.st_gid)
        (files / "filler").write_bytes(bytes(60 * 1024))
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(files)], check=True)
