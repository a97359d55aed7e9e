"""Who withholds the number is nobody on the other's telephone, in its files, and in its mailbox."""

import pytest

from tests.journeys.phones.baresip import Baresip
from tests.journeys.phones.linphone import Linphone
from tests.journeys.phones.probe import Probe
from tests.journeys.phones.telephone import Telephone
from tests.journeys.system import House
from tests.journeys.test_voicemail import leave_a_message

pytestmark = pytest.mark.journey

NOBODY = "Anonymous <sip:anonymous@anonymous.invalid>"


def traces(caller: Telephone, called: Telephone) -> set[str]:
    """What of the caller stands in any file of the called telephone, its log of messages too."""
    known = {"Alice", caller.extension, caller.line.username}
    files = [path.read_bytes() for path in called.folder.rglob("*") if path.is_file()]
    return {word for word in known if any(word.encode() in content for content in files)}


def test_a_code_before_the_number_hides_the_caller_from_another_make_of_telephone(
    house: House,
) -> None:
    alice = house.person("Alice Adler", Baresip)
    bob = house.person("Bob Brandt", Linphone)
    alice.dials(f"*31%23{bob.extension}")
    assert bob.is_rung()
    bob.answers()
    assert alice.is_connected()
    assert alice.hears(bob)
    assert bob.hears(alice)
    bob.hangs_up()
    assert alice.is_idle()
    assert not traces(alice, bob)
    call = house.stored_call(bob)
    assert (call["from"], call["encrypted"]) == ("withheld", "yes")
    alice.calls(bob)
    assert bob.is_rung()
    assert traces(alice, bob) >= {"Alice", alice.extension}  # So they would have been found.


def test_a_persons_choice_hides_every_call_and_the_message_that_follows(house: House) -> None:
    added = house.system.add_person("Alice Adler", algorithm=Probe.digest)
    house.system.command("person", "number", added.extension, "--withhold")
    alice = house.switch_on(Probe, added.line)
    bob = house.person("Bob Brandt", Probe)
    alice.calls(bob)
    assert bob.is_rung()
    assert bob.shows() == NOBODY
    bob.rejects()
    message = leave_a_message(house, alice, bob)
    left = next(one for one in house.messages_of(bob) if one["id"] == message)
    assert (left["from"], left["name"]) == ("", "")
    assert house.stored_call(bob)["from"] == "withheld"
    alice.dials(f"*30%23{bob.extension}")
    assert bob.is_rung()
    assert bob.shows() == f'"Alice Adler" <sip:{alice.extension}@{house.system.domain}>'
