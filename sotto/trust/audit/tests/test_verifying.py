"""A real trail, attacked by whoever may do anything to the database or the disk."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from sotto.lib.signed_note import VerifierKey
from sotto.trust.audit.models import Entry, Verification
from sotto.trust.audit.rules.findings import Finding, Findings
from sotto.trust.audit.services import (
    ask_to_verify,
    integrate,
    sentence,
    verify_files,
    verify_trail,
    verifying,
)
from sotto.trust.audit.services.folder import folder_of
from sotto.trust.audit.tests.conftest import do, superuser
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room

SIZE = 300
Attack = Callable[[psycopg.Connection, Tenant], object]


@pytest.fixture
def whole(trail: Tenant, witness: Path) -> Tenant:
    """A trail of 300 under two checkpoints, details included."""
    do(trail, 100, detail={"count": 1})
    integrate(trail.pk)
    do(trail, SIZE - 100, subject=uuid4(), detail={"why": "asked"})
    integrate(trail.pk)
    assert verify_trail(trail.pk).is_sound
    return trail


def statement(text: str) -> Attack:
    return lambda database, tenant: database.execute(text, [tenant.pk])


ATTACKS: dict[str, tuple[Attack, str, int]] = {
    "another deed": (
        statement("UPDATE audit_entry SET action = 'a:b:c' WHERE tenant_id=%s AND leaf_index=7"),
        "Database: Entry 7 was changed.",
        7,
    ),
    "another actor": (
        statement("UPDATE audit_entry SET actor = 'uid:0' WHERE tenant_id=%s AND leaf_index=299"),
        "Database: Entry 299 was changed.",
        299,
    ),
    "another time": (
        statement(
            "UPDATE audit_entry SET at = at - interval '1 microsecond' "
            "WHERE tenant_id=%s AND leaf_index BETWEEN 4 AND 5"
        ),
        "Database: 2 entries were changed, from entry 4 on.",
        4,
    ),
    "another person": (
        statement(
            "UPDATE audit_entry SET owner = gen_random_uuid() WHERE tenant_id=%s AND leaf_index=200"
        ),
        "Database: Entry 200 was changed.",
        200,
    ),
    "another detail": (
        statement(
            "UPDATE audit_entry SET facts = facts || 'x'::bytea WHERE tenant_id=%s AND leaf_index=9"
        ),
        "Database: Entry 9 was changed.",
        9,
    ),
    "no detail": (
        statement("UPDATE audit_entry SET facts = NULL WHERE tenant_id=%s AND leaf_index=9"),
        "Database: Entry 9 was changed.",
        9,
    ),
    "removed": (
        statement("DELETE FROM audit_entry WHERE tenant_id=%s AND leaf_index BETWEEN 50 AND 59"),
        "Database: 10 entries were removed, from entry 50 on.",
        50,
    ),
    "cut off": (
        statement("DELETE FROM audit_entry WHERE tenant_id=%s AND leaf_index >= 290"),
        "Database: The end is cut off: 10 entries are missing, from entry 290 on.",
        290,
    ),
    "all gone": (
        statement("DELETE FROM audit_entry WHERE tenant_id=%s"),
        "Database: The end is cut off: 300 entries are missing, from entry 0 on.",
        0,
    ),
    "another order": (
        statement(
            "UPDATE audit_entry SET leaf_index = CASE leaf_index WHEN 20 THEN -1 ELSE 20 END "
            "WHERE tenant_id=%s AND leaf_index = 20; "
        ),
        "Database: An entry was put in at 0.",
        0,
    ),
    "not integrated": (
        statement("UPDATE audit_entry SET leaf_index = NULL WHERE tenant_id=%s AND leaf_index=33"),
        "Database: Entry 33 was removed.",
        33,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_a_superuser_does_to_rows_is_said_in_plain_words(name: str, whole: Tenant) -> None:
    attack, expected, first = ATTACKS[name]
    with superuser() as database:
        attack(database, whole)
    found = verify_trail(whole.pk)
    assert expected in [sentence(one) for one in found.faults]
    assert found.from_entry == first


def test_rows_in_another_order_are_found(whole: Tenant) -> None:
    with superuser() as database:
        for old, new in ((20, 9000), (30, 20), (9000, 30)):
            database.execute(
                "UPDATE audit_entry SET leaf_index=%s WHERE tenant_id=%s AND leaf_index=%s",
                [new, whole.pk, old],
            )
    [fault] = verify_trail(whole.pk).faults
    assert sentence(fault) == "Database: 2 entries stand in another order, from entry 20 on."


def test_an_entry_that_was_put_in_between_is_found(whole: Tenant) -> None:
    with superuser() as database:
        database.execute("SET session_replication_role = replica")
        database.execute("ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_leaf")
        database.execute(
            "INSERT INTO audit_entry (id, tenant_id, actor, action, interface, decision,"
            " leaf_index) VALUES (gen_random_uuid(), %s, 'system', 'a:b:c', 'web', 'allowed', 40)",
            [whole.pk],
        )
        found = verify_trail(whole.pk)
        database.execute("DELETE FROM audit_entry WHERE tenant_id=%s", [whole.pk])
        database.execute(
            "ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_leaf UNIQUE (tenant_id, leaf_index)"
        )
    assert "Database: An entry was put in at 40." in [sentence(one) for one in found.faults]


def test_files_are_held_against_each_other(whole: Tenant) -> None:
    folder = folder_of(whole.pk)
    folder.delete("tile/entries/000")
    folder.write("tile/0/001.p/44", bytes(44 * 32))
    found = verify_trail(whole.pk)
    assert [sentence(one) for one in found.faults] == [
        "Entry files: tile/entries/000 is missing: entries from 0 on stood there.",
        "Hash files: Entry 256 was changed.",
    ]


def test_a_rolled_back_machine_is_found_by_its_witness(whole: Tenant, witness: Path) -> None:
    older = next(name for name in (witness / str(whole.pk)).rglob("100-*"))
    folder_of(whole.pk).write("checkpoint", older.read_bytes())
    with superuser() as database:
        database.execute("DELETE FROM audit_entry WHERE leaf_index >= 100")
        database.execute("UPDATE audit_tree SET size = 100, signed_size = 0")
    [fault] = verify_trail(whole.pk).faults
    assert sentence(fault) == "Checkpoint: Rolled back to 100 entries: 200 more had been signed."


def test_an_auditor_needs_the_files_and_the_key_only(whole: Tenant, tmp_path: Path) -> None:
    exported = tmp_path / "exported"
    shutil.copytree(folder_of(whole.pk).path, exported)
    key = VerifierKey.parse((exported / "key").read_text())
    assert verify_files(exported, key).is_sound
    assert verify_files(exported, key, witness=tmp_path / "witness" / str(whole.pk)).is_sound
    raw = (exported / "tile/entries/000").read_bytes()
    (exported / "tile/entries/000").write_bytes(raw.replace(b"room:thing:done", b"room:thing:gone"))
    found = verify_files(exported, key)
    assert (found.is_sound, found.from_entry) == (False, 0)


def test_what_waits_is_no_fault(whole: Tenant) -> None:
    do(whole, 4)
    found = verify_trail(whole.pk)
    assert (found.is_sound, found.size) == (True, SIZE)


def test_a_trail_without_an_entry_is_whole(trail: Tenant) -> None:
    integrate(trail.pk)
    found = verify_trail(trail.pk)
    assert (found.is_sound, found.size) == (True, 0)


def test_a_verification_is_kept_and_audited(whole: Tenant) -> None:
    with within(whole.pk):
        asked = ask_to_verify()
        entry = Entry.objects.get(object_id=asked.pk)
    assert asked.finished_at is not None
    assert asked.outcome["is_sound"] is True
    assert entry.action == "audit:trail:verified"


def test_a_long_trail_is_verified_as_a_job(whole: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    from sotto.trust.audit.jobs import verify

    monkeypatch.setattr(verifying, "AT_ONCE", 10)
    with within(whole.pk):
        asked = ask_to_verify()
    assert asked.finished_at is None
    verify(tenant=str(whole.pk), verification=str(asked.pk))
    with within(whole.pk):
        done = Verification.objects.get(pk=asked.pk)
    assert done.outcome["size"] == done.checked == SIZE


def test_findings_come_back_from_json(whole: Tenant) -> None:
    with superuser() as database:
        database.execute("DELETE FROM audit_entry WHERE leaf_index = 3")
    found: Findings = verify_trail(whole.pk)
    told = found.as_json()
    assert tuple(Finding.of_json(one) for one in told["faults"]) == found.faults
