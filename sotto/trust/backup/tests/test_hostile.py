"""What is no good backup is refused with a plain sentence, and changes nothing."""

import io
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from sotto.lib.age import AgeWriter, Identity, Passphrase
from sotto.trust.backup import services
from sotto.trust.backup.services import BackupRefused, databases
from sotto.trust.backup.tests.archives import entries, named, packed, with_manifest
from sotto.trust.backup.tests.conftest import Restoring
from sotto.trust.backup.tests.offices import KEY, Office, backed_up

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

Change = Callable[[bytes], bytes]


def with_entry(name: str, content: bytes = b"x", **fields: Any) -> Change:
    """One more entry, after the manifest."""

    def change(raw: bytes) -> bytes:
        first, *rest = entries(raw)
        return packed([first, named(name, content, **fields), *rest])

    return change


def without(prefix: str) -> Change:
    return lambda raw: packed([one for one in entries(raw) if not one[0].name.startswith(prefix)])


def told(change: Callable[[dict[str, Any]], object]) -> Change:
    return lambda raw: with_manifest(raw, change)


def altered(prefix: str) -> Change:
    """The last byte of each such entry is another; age itself is intact."""

    def change(raw: bytes) -> bytes:
        return packed(
            [
                (head, content[:-1] + b"\xa5" if head.name.startswith(prefix) else content)
                for head, content in entries(raw)
            ]
        )

    return change


def with_signature(signature: bytes) -> Change:
    return lambda raw: packed([*entries(raw)[:-1], named("signature", signature)])


def swapped(raw: bytes) -> bytes:
    first, *rest = entries(raw)
    return packed([first, *reversed(rest)])


def of_strangers(raw: bytes) -> bytes:
    """Another installation's: other tenants, other keys."""
    return with_manifest(
        raw,
        lambda told: told.update(tenants={str(uuid4()): one for one in told["tenants"].values()}),
    )


def of_another_tenant(raw: bytes) -> bytes:
    """The token of one backup does not vouch for another."""
    return with_manifest(raw, lambda told: told.update(id=str(uuid4())))


BAD: dict[str, tuple[Change, type[BackupRefused]]] = {
    "empty": (lambda _: b"", services.NotABackup),
    "a zip": (lambda _: b"PK\x03\x04" + bytes(100), services.NotABackup),
    "age, but no tar": (lambda _: packed_bytes(b"hello"), services.BackupDamaged),
    "age and tar of something else": (
        lambda _: packed([named("holiday.jpg", b"x")]),
        services.NotABackup,
    ),
    "cut in the middle": (lambda raw: raw[: len(raw) // 2], services.BackupDamaged),
    "cut by a byte": (lambda raw: raw[:-1], services.BackupDamaged),
    "a bit has flipped": (
        lambda raw: raw[:-5000] + bytes([raw[-5000] ^ 1]) + raw[-4999:],
        services.BackupDamaged,
    ),
    "more behind the end": (lambda raw: raw + b"x", services.BackupDamaged),
    "for somebody else": (
        lambda raw: packed(entries(raw), to=Identity.generate()),
        services.WrongKeyGiven,
    ),
    "of another installation": (of_strangers, services.ForeignBackup),
    "of another tenant": (of_another_tenant, services.ForeignBackup),
    "of a newer version": (
        told(lambda one: one["migrations"]["backup"].append("0999_of_the_future")),
        services.NewerBackup,
    ),
    "of an unknown room": (
        told(lambda one: one["migrations"].update(telepathy=["0001_initial"])),
        services.NewerBackup,
    ),
    "of another format": (told(lambda one: one.update(format="x 2")), services.NotABackup),
    "with a manifest of noise": (
        lambda raw: packed([named("manifest.json", b"\xff{"), *entries(raw)[1:]]),
        services.NotABackup,
    ),
    "with a boast of rows": (
        told(lambda one: one["tables"]["calls_call"].update(rows=10**15)),
        services.BackupDamaged,
    ),
    "that needs a huge disk": (told(lambda one: one.update(room=10**16)), services.NoRoom),
    "without its rows": (without("tables/calls_call"), services.BackupDamaged),
    "without its files": (without("files/"), services.BackupDamaged),
    "without its end": (without("contents.json"), services.BackupDamaged),
    "with a changed file": (altered("files/"), services.BackupDamaged),
    "with changed rows": (altered("tables/voicemail_message/"), services.BackupDamaged),
    "in another order": (swapped, services.BackupDamaged),
    "with a way up": (with_entry("files/../../etc/cron.d/x"), services.NotABackup),
    "with an absolute name": (with_entry("/etc/passwd"), services.NotABackup),
    "with a symbolic link": (
        with_entry("files/x", type=b"2", linkname="/etc"),
        services.BackupDamaged,
    ),
    "with a hard link": (
        with_entry("audit/x", type=b"1", linkname="manifest.json"),
        services.BackupDamaged,
    ),
    "with a hidden name": (with_entry("audit/.ssh/authorized_keys"), services.NotABackup),
    "with a table of PostgreSQL": (with_entry("tables/pg_authid/000000"), services.NotABackup),
    "without a signature": (without("signature"), services.BackupDamaged),
    "signed by somebody else": (with_signature(bytes(64)), services.ForgedBackup),
    "with a manifest that was changed": (
        lambda raw: packed([named("manifest.json", entries(raw)[0][1] + b" "), *entries(raw)[1:]]),
        services.ForgedBackup,
    ),
    "with two manifests": (with_entry("manifest.json"), services.NotABackup),
    "with columns that are none": (
        told(lambda one: one["tables"]["calls_call"].update(columns=["nonsense"])),
        services.NotABackup,
    ),
    "with a table that is none": (
        told(lambda one: one["tables"].update(evil={"columns": ["x"], "rows": 0})),
        services.BackupDamaged,
    ),
    "with a sequence that is none": (
        told(lambda one: one["sequences"].update(evil=1)),
        services.NotABackup,
    ),
}


def packed_bytes(clear: bytes) -> bytes:
    file = io.BytesIO()
    writer = AgeWriter(file, [KEY.recipient()])
    writer.write(clear)
    writer.close()
    return file.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_a_backup_that_is_none_is_refused_and_changes_nothing(
    name: str, office: Office, restored: Restoring
) -> None:
    change, refusal = BAD[name]
    raw = change(backed_up())
    office.hire("2003", "Carol Example")
    files = _files()
    with pytest.raises(refusal) as refused:
        restored(raw)
    assert str(refused.value.text)
    assert office.names() == {"Ada Example", "Bob Example", "Carol Example"}
    assert _files() >= files
    assert not databases.exists(databases.fresh())
    assert not databases.exists(databases.before())


def test_a_wrong_password_is_said_to_be_one(office: Office) -> None:
    file = io.BytesIO()
    lock = Passphrase("four odd words here", rounds=4)
    from sotto.trust.backup.tests.offices import NOW

    services.write_backup(file, [lock], backup=uuid4(), now=NOW)
    file.seek(0)
    with pytest.raises(services.WrongKeyGiven) as refused:
        services.check_backup(file, services.keys(password="four odd words there"))
    assert "password" in str(refused.value.text)


def test_an_archive_cannot_make_us_run_its_statements(office: Office, restored: Restoring) -> None:
    """Names of tables and columns go into statements; anything but a plain name is refused."""
    raw = with_manifest(
        backed_up(),
        lambda one: one["tables"]["calls_call"].update(columns=["id\") FROM PROGRAM 'true'; --"]),
    )
    with pytest.raises(services.NotABackup):
        restored(raw)


def test_the_refusals_name_nobody(office: Office, restored: Restoring) -> None:
    raw = with_manifest(backed_up(), lambda one: one.update(id="Ada Example"))
    with pytest.raises(services.NotABackup) as refused:
        restored(raw)
    assert "Ada" not in repr(refused.value) + json.dumps([str(one) for one in refused.value.args])
    assert refused.value.__suppress_context__


def _files() -> set[str]:
    return {str(one) for one in settings.SOTTO.files_dir.rglob("*") if one.is_file()}
