"""Two makes of telephone call each other, and nobody in between can listen."""

from collections.abc import Iterator

import pytest

from tests.journeys.phones.baresip import Baresip
from tests.journeys.phones.linphone import Linphone
from tests.journeys.phones.probe import Probe
from tests.journeys.phones.telephone import Telephone, until
from tests.journeys.system import House, System

pytestmark = pytest.mark.journey

SUITE = "AES_CM_128_HMAC_SHA1_80"
UNKNOWN_CODEC = 99


def test_the_self_test_passes(system: System) -> None:
    assert system.command("selftest")["good"]


@pytest.mark.parametrize(
    ("callers_make", "callees_make"), [(Baresip, Linphone), (Linphone, Baresip)]
)
def test_two_makes_of_telephone_hear_each_other(
    house: House, callers_make: type[Telephone], callees_make: type[Telephone]
) -> None:
    alice = house.person("Alice Adler", callers_make)
    bob = house.person("Bob Brandt", callees_make)
    alice.calls(bob)
    bob.answers()
    assert alice.is_connected()
    assert alice.hears(bob)
    assert bob.hears(alice)
    alice.hangs_up()
    assert bob.is_idle()


def test_the_protection_of_a_call_is_stored_with_it(house: House) -> None:
    alice = house.person("Alice Adler", Linphone)
    bob = house.person("Bob Brandt", Baresip)
    alice.calls(bob)
    bob.answers()
    assert alice.is_connected()
    bob.hangs_up()
    assert alice.is_idle()
    call = house.stored_call(alice)
    assert call["outcome"] == "answered"
    for side in ("caller", "callee"):
        assert call["protection"][side]["signalling"] in {"TLSv1.2", "TLSv1.3"}
        assert call["protection"][side]["media"] == SUITE


def test_the_called_telephone_shows_who_calls_and_not_what_the_caller_claims(
    house: House,
) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    alice.calls(bob)
    assert bob.is_rung()
    assert bob.shows() == f'"Alice Adler" <sip:{alice.extension}@{house.system.domain}>'
    alice.gives_up()
    assert bob.is_idle()


def test_a_caller_who_gives_up_silences_the_other_telephone(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Baresip)
    alice.calls(bob)
    assert bob.is_rung()
    alice.gives_up()
    assert bob.is_idle()
    assert until(lambda: house.stored_call(alice)["outcome"] == "cancelled")


def test_all_telephones_of_a_person_ring_and_one_answers(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Baresip)
    second = house.switch_on(Probe, house.system.add_device(bob.extension))
    alice.calls(bob)
    assert bob.is_rung()
    assert second.is_rung()
    second.answers()
    assert alice.is_connected()
    assert alice.hears(second)
    assert bob.is_idle()
    alice.hangs_up()
    assert second.is_idle()


def test_plain_audio_is_refused(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    alice.offers(bob.extension, protect=False)
    assert alice.refusal() == 488


@pytest.fixture
def old_devices_allowed(system: System) -> Iterator[None]:
    system.command("tenant", "plain-media", "--allow")
    yield
    system.command("tenant", "plain-media", "--forbid")


def test_plain_audio_is_taken_where_the_tenant_allows_it_and_the_call_says_so(
    old_devices_allowed: None, house: House
) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Probe)
    alice.offers(bob.extension, protect=False)
    assert bob.is_rung()
    alice.gives_up()
    assert house.stored_call(alice)["encrypted"] == "no: caller media"


def test_a_codec_that_nobody_shares_is_refused_clearly(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    bob = house.person("Bob Brandt", Baresip)
    alice.offers(bob.extension, codecs=(UNKNOWN_CODEC,))
    assert alice.refusal() == 488


def test_a_number_that_nobody_has_is_refused_clearly(house: House) -> None:
    alice = house.person("Alice Adler", Probe)
    alice.dials("77777777")
    assert alice.refusal() == 404
