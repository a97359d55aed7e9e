"""Signing, restricting, forgetting, holding; and the log of all that."""

import sqlite3
from datetime import date
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sotto.keyring.client import (
    Denial,
    HoldStands,
    HoldUnknown,
    PurposeNotAllowed,
    StandingPeriod,
    TenantGone,
    TwoPeopleNeeded,
    Use,
    Wanted,
)
from sotto.keyring.periods import Period
from sotto.keyring.tests.inside import Inside
from sotto.keyring.tests.process import SHOW, STANDING, USE, KeyringProcess, wanted

pytestmark = pytest.mark.room
CLAIMS = Use("system", "legal claims", "tests.Row.about_owner")
OCTOBER = Period.of(2, date(2026, 10, 1))
TWO = ("one", "two")


def test_a_signature_verifies_under_its_kind_s_public_key_and_no_other(
    keyring: KeyringProcess,
) -> None:
    client = keyring.client()
    signature = client.sign("certificate", b"erased")
    Ed25519PublicKey.from_public_bytes(client.public_key("certificate")).verify(
        signature, b"erased"
    )
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(client.public_key("checkpoint")).verify(
            signature, b"erased"
        )


def test_a_signing_key_stays_the_same_over_a_crash_and_an_epoch(keyring: KeyringProcess) -> None:
    before = keyring.client().public_key("checkpoint")
    keyring.client().rotate(actor="system")
    keyring.kill()
    keyring.start()
    assert keyring.client().public_key("checkpoint") == before


def test_a_restriction_denies_its_purposes_to_every_client_and_no_others(
    keyring: KeyringProcess,
) -> None:
    tenant, ada, bob = uuid4(), uuid4(), uuid4()
    reader = keyring.client()
    reader.keys(tenant, wanted(ada, bob), SHOW, create=True)
    keyring.client().restrict(tenant, ada, [SHOW.purpose], actor="system")
    shown = reader.answers(tenant, wanted(ada, bob), SHOW)
    assert shown[0] is Denial.RESTRICTED
    assert not isinstance(shown[1], Denial)
    assert reader.keys(tenant, wanted(ada), USE) != [None]


def test_a_lifted_restriction_gives_the_same_key_again(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    client = keyring.client()
    [before] = client.keys(tenant, wanted(ada), SHOW, create=True)
    client.restrict(tenant, ada, [SHOW.purpose, USE.purpose], actor="system")
    assert client.keys(tenant, wanted(ada), SHOW) == [None]
    assert client.restrict(tenant, ada, [], actor="system")
    [after] = client.keys(tenant, wanted(ada), SHOW)
    assert before is not None
    assert after is not None
    assert after.decrypt(bytes(12), before.encrypt(bytes(12), b"hello", b""), b"") == b"hello"


def test_the_generation_never_says_the_same_twice(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    seen = []
    for _ in range(3):
        client = keyring.client()
        for denied in ([SHOW.purpose], []):
            client.restrict(tenant, ada, denied, actor="system")
            seen.append(client.status()["generation"])
        keyring.kill()
        keyring.start()
        seen.append(keyring.client().status()["generation"])
    assert len(set(seen)) == len(seen) == 9


def test_a_month_that_was_forgotten_is_gone_and_stays_so(keyring: KeyringProcess) -> None:
    tenant, ada = uuid4(), uuid4()
    client, reader = keyring.client(), keyring.client()
    october = wanted(ada, period=OCTOBER)
    assert None not in reader.keys(tenant, [*october, *wanted(ada)], USE, create=True)
    assert client.destroy_period(tenant, OCTOBER, actor="system")
    assert not client.destroy_period(tenant, OCTOBER, actor="system")
    assert reader.answers(tenant, october, USE, create=True) == [Denial.ERASED]
    assert None not in reader.keys(tenant, wanted(ada), USE)


def test_standing_data_is_no_month(keyring: KeyringProcess) -> None:
    with pytest.raises(StandingPeriod):
        keyring.client().destroy_period(uuid4(), STANDING, actor="system")


def test_a_tenant_that_left_has_no_key_and_gets_none(keyring: KeyringProcess) -> None:
    tenant, other, ada = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    client.keys(other, wanted(ada), USE, create=True)
    client.index_key(tenant, actor="system")
    assert client.destroy_tenant(tenant, actor="system")
    assert client.answers(tenant, wanted(ada, uuid4()), USE, create=True) == [Denial.ERASED] * 2
    assert None not in client.keys(other, wanted(ada), USE)
    with pytest.raises(TenantGone):
        client.index_key(tenant, actor="system")


def test_a_hold_outlives_the_keys_it_was_made_of(keyring: KeyringProcess) -> None:
    tenant, hold, ada = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    asked = wanted(ada, period=OCTOBER)
    [before] = client.keys(tenant, asked, USE, create=True)
    assert client.hold(tenant, hold, asked, actors=TWO) == [True]
    client.set_tombstone(tenant, ada, actor="system")
    client.destroy(tenant, ada, actor="system")
    client.destroy_period(tenant, OCTOBER, actor="system")
    client.rotate(actor="system")
    assert client.keys(tenant, asked, USE) == [None]
    [held] = client.held_keys(tenant, hold, asked, CLAIMS)
    assert before is not None
    assert held is not None
    assert held.decrypt(bytes(12), before.encrypt(bytes(12), b"hello", b""), b"") == b"hello"


def test_a_hold_needs_two_people_to_place_and_to_release(keyring: KeyringProcess) -> None:
    tenant, hold, ada = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    with pytest.raises(TwoPeopleNeeded):
        client.hold(tenant, hold, wanted(ada), actors=("one", "One"))
    client.hold(tenant, hold, wanted(ada), actors=TWO)
    with pytest.raises(TwoPeopleNeeded):
        client.release_hold(tenant, hold, actors=("two", "two"))
    assert client.held_keys(tenant, hold, wanted(ada), CLAIMS) != [None]


def test_a_released_hold_keeps_nothing(keyring: KeyringProcess) -> None:
    tenant, hold, ada = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    client.hold(tenant, hold, wanted(ada), actors=TWO)
    assert client.release_hold(tenant, hold, actors=TWO)
    with pytest.raises(HoldUnknown):
        client.held_keys(tenant, hold, wanted(ada), CLAIMS)


def test_the_erased_can_not_be_held_afterwards(keyring: KeyringProcess) -> None:
    tenant, ada, bob = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada, bob), USE, create=True)
    client.set_tombstone(tenant, ada, actor="system")
    assert client.hold(tenant, uuid4(), wanted(ada, bob), actors=TWO) == [False, True]


def test_legal_claims_open_held_keys_only_and_held_keys_open_for_nothing_else(
    keyring: KeyringProcess,
) -> None:
    tenant, hold, ada = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    client.hold(tenant, hold, wanted(ada), actors=TWO)
    with pytest.raises(PurposeNotAllowed):
        client.keys(tenant, wanted(ada), CLAIMS)
    with pytest.raises(PurposeNotAllowed):
        client.held_keys(tenant, hold, wanted(ada), USE)


def test_a_tenant_with_a_hold_can_not_be_destroyed(keyring: KeyringProcess) -> None:
    tenant, hold, ada = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    client.hold(tenant, hold, wanted(ada), actors=TWO)
    with pytest.raises(HoldStands):
        client.destroy_tenant(tenant, actor="system")
    assert None not in client.keys(tenant, wanted(ada), USE)


def test_every_deed_is_a_line_of_the_log_with_who_did_it(keyring: KeyringProcess) -> None:
    tenant, hold, ada = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    client.keys(tenant, wanted(ada), USE, create=True)
    client.hold(tenant, hold, wanted(ada), actors=TWO)
    client.release_hold(tenant, hold, actors=TWO)
    client.restrict(tenant, ada, [SHOW.purpose], actor="officer")
    client.restrict(tenant, ada, [], actor="officer")
    client.set_tombstone(tenant, ada, actor="officer")
    client.destroy(tenant, ada, actor="officer")
    client.sign("certificate", b"erased", actor="officer")
    client.destroy_period(tenant, OCTOBER, actor="officer")
    client.destroy_tenant(tenant, actor="officer")
    client.rotate(actor="officer")
    lines = client.log()
    assert [line["deed"] for line in lines] == [
        "tenant key created",
        "hold placed",
        "hold released",
        "subject restricted",
        "restriction lifted",
        "tombstone set",
        "subject destroyed",
        "signing key created",
        "certificate signed",
        "period destroyed",
        "tenant destroyed",
        "epoch begun",
    ]
    assert [line["actor"] for line in lines[1:3]] == ["one two"] * 2
    assert {line["peer"] for line in lines[1:3]} == {"root"}
    assert lines[5]["object"] == str(ada)
    assert client.first_fault_in_log() == 0


def test_a_line_of_the_log_can_be_neither_changed_nor_deleted(inside: Inside) -> None:
    inside.erase(uuid4())
    database = inside.desk.service.store.database
    for statement in ("UPDATE deed SET actor = 'x'", "DELETE FROM deed"):
        with pytest.raises(sqlite3.IntegrityError), database.transaction():
            database.write(statement)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE deed SET actor = 'somebody' WHERE number = 3",
        "UPDATE deed SET detail = 'x' WHERE number = 3",
        "DELETE FROM deed WHERE number = 3",
        "UPDATE deed SET number = number + 100 WHERE number >= 3",
        "UPDATE deed SET hash = randomblob(32) WHERE number = 3",
    ],
)
def test_a_line_altered_behind_the_keyring_s_back_is_found(inside: Inside, attack: str) -> None:
    for _ in range(6):
        inside.erase(uuid4())
    log = inside.desk.service.log
    assert log.first_fault() == 0
    database = sqlite3.connect(inside.folder / "keys.db")
    for trigger in ("deed_stays", "deed_remains"):
        database.execute(f"DROP TRIGGER {trigger}")
    database.execute(attack)
    database.commit()
    database.close()
    assert log.first_fault() == 3


def test_a_key_for_several_people_needs_all_of_them_unrestricted(keyring: KeyringProcess) -> None:
    tenant, ada, bob = uuid4(), uuid4(), uuid4()
    client = keyring.client()
    both = [Wanted((ada, bob), STANDING)]
    client.keys(tenant, both, SHOW, create=True)
    client.restrict(tenant, bob, [SHOW.purpose], actor="system")
    assert client.answers(tenant, both, SHOW) == [Denial.RESTRICTED]
