"""Who may register and call, and who may not."""

from dataclasses import replace

import pytest

from tests.journeys.phones.baresip import Baresip
from tests.journeys.phones.linphone import Linphone
from tests.journeys.phones.probe import Probe, Thief
from tests.journeys.phones.telephone import Telephone, until
from tests.journeys.system import House

pytestmark = pytest.mark.journey

WRONG_TRIES = 15  # In ten minutes, then the device is locked: PBX-11.
REFUSED = {401, 403}


@pytest.mark.parametrize("make", [Baresip, Linphone, Probe])
def test_wrong_credentials_are_refused(house: House, make: type[Telephone]) -> None:
    alice = house.system.add_person("Alice Adler", algorithm=make.digest)
    line = replace(alice.line, password="not the password")
    phone = house.switch_on(make, line, registered=False)
    assert phone.is_refused_registration()


def test_a_username_that_does_not_exist_is_refused_like_a_wrong_password(house: House) -> None:
    alice = house.system.add_person("Alice Adler")
    line = replace(alice.line, username="daaaaaaaaaaaa")
    phone = house.switch_on(Probe, line, registered=False)
    assert phone.is_refused_registration()


def test_credentials_that_were_used_once_are_refused_the_second_time(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    assert alice.replays_its_registration() in REFUSED


def test_a_source_that_is_not_registered_cannot_call(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    alice.stays_unregistered()
    alice.calls(bob)
    assert alice.refusal() == 403


def test_credentials_of_a_registered_telephone_do_not_call_from_elsewhere(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    thief = house.switch_on(Thief, alice.line, registered=False)
    thief.calls(bob)
    assert thief.refusal() == 403


def test_wrong_passwords_in_a_loop_lock_the_device_out_and_are_audited(house: House) -> None:
    before = house.system.audited("calls:device:locked")
    alice = house.person("Alice Adler", Probe)
    guesser = house.switch_on(Probe, replace(alice.line, password="a guess"), registered=False)
    for _ in range(WRONG_TRIES):
        guesser.registers()
    alice.registers()
    assert alice.is_refused_registration()
    assert until(lambda: house.system.audited("calls:device:locked") > before)
