"""What leaves a control in its place and still goes around it: each line must turn, too."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import AF_INET6, IPPROTO_IPV6, IPV6_V6ONLY, SOCK_STREAM, socket

import pytest
from django.conf import settings

from sotto.trust.document.rules import Verdict
from sotto.trust.document.services.probes import storage
from sotto.trust.document.tests.flips import Flip, Outside, statement
from sotto.trust.document.tests.people import DOMAIN, configured, verdict_of
from sotto.trust.tenants.models import Tenant

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

POLICY = "ALTER POLICY one_tenant ON directory_person USING ({}) WITH CHECK ({})"
MINE = "tenant_id = nullif(current_setting('sotto.tenant', true), '')::uuid"

MANY_PEOPLE = (
    "INSERT INTO directory_person SELECT (jsonb_populate_record(p, jsonb_build_object("
    "'id', gen_random_uuid(), 'owner', gen_random_uuid()))).* "
    "FROM directory_person p, generate_series(1, 1500)"
)
LAST_IN_CLEAR = (
    "UPDATE directory_person SET about_owner = 'Ada Example'::bytea "
    "WHERE ctid = (SELECT max(ctid) FROM directory_person)"
)


def on_ipv6(port: str) -> Outside:
    """Somebody listens on every address, by the other protocol."""

    @contextmanager
    def flipped() -> Iterator[None]:
        with socket(AF_INET6, SOCK_STREAM) as stray:
            stray.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)  # Ours may have the other.
            stray.bind(("::", getattr(settings.SOTTO.ports, port)))
            stray.listen()
            yield

    return Outside(flipped)


def owned_by_nobody(folder: str) -> Outside:
    @contextmanager
    def flipped() -> Iterator[None]:
        path: Path = getattr(settings.SOTTO, folder)
        before = path.stat()
        os.chown(path, 65534, before.st_gid)
        try:
            yield
        finally:
            os.chown(path, before.st_uid, before.st_gid)

    return Outside(flipped)


@contextmanager
def clear_file_elsewhere() -> Iterator[None]:
    """Not where the others lie."""
    tenant = Tenant.objects.get(domain=DOMAIN)
    home: Path = settings.SOTTO.files_dir / tenant.pk.hex
    path = home / "a" / "b" / "c.wav"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF" + bytes(400))
    try:
        yield
    finally:
        shutil.rmtree(home / "a")


FLIPS: list[tuple[str, str, Flip]] = [
    (
        "database.row_security",
        "a second policy lets all through",
        statement(
            "CREATE POLICY more ON directory_person USING (true)",
            "DROP POLICY more ON directory_person",
        ),
    ),
    (
        "database.row_security",
        "the policy says yes to all",
        statement(POLICY.format("true", "true"), POLICY.format(MINE, MINE)),
    ),
    (
        "database.application_role",
        "may copy the whole database",
        statement("ALTER ROLE sotto_app REPLICATION", "ALTER ROLE sotto_app NOREPLICATION"),
    ),
    (
        "database.edge_role",
        "one column of people",
        statement(
            "GRANT SELECT (owner) ON directory_person TO sotto_edge",
            "REVOKE SELECT (owner) ON directory_person FROM sotto_edge",
        ),
    ),
    (
        "database.log_statements",
        "for one role",
        statement(
            "ALTER ROLE sotto_edge SET log_statement = 'all'",
            "ALTER ROLE sotto_edge RESET log_statement",
        ),
    ),
    (
        "database.log_slow",
        "for one role",
        statement(
            "ALTER ROLE sotto_owner SET log_min_duration_statement = '0'",
            "ALTER ROLE sotto_owner RESET log_min_duration_statement",
        ),
    ),
    ("wire.plain_sip", "on every address", on_ipv6("sip_plain")),
    ("wire.inner_sockets", "on every address", on_ipv6("media_sip")),
    ("storage.files_folder", "another's", owned_by_nobody("files_dir")),
    ("storage.keyring_folder", "another's", owned_by_nobody("keyring_dir")),
    ("storage.sealed_files", "a clear file elsewhere", clear_file_elsewhere),
    ("keys.limits", "not what is set", configured(keys_a_minute_shown=1_000_000)),
]


@pytest.mark.parametrize(
    ("name", "flip"), [(n, f) for n, _, f in FLIPS], ids=[f"{n}-{w}" for n, w, _ in FLIPS]
)
def test_what_goes_around_a_control_turns_its_line_red(
    name: str, flip: Flip, people: Tenant
) -> None:
    assert verdict_of(name, people) is Verdict.HOLDS
    with flip():
        assert verdict_of(name, people) is Verdict.BROKEN
    assert verdict_of(name, people) is Verdict.HOLDS


def test_a_clear_value_far_behind_the_first_rows_is_seen(people: Tenant) -> None:
    with statement(MANY_PEOPLE, "SELECT 1")():
        assert verdict_of("storage.sealed_rows", people) is Verdict.HOLDS
    with statement(LAST_IN_CLEAR, "SELECT 1")():
        assert verdict_of("storage.sealed_rows", people) is Verdict.BROKEN


@pytest.mark.parametrize(
    ("uuid", "lower", "below", "good"),
    [
        ("CRYPT-LUKS2-0", "", [], True),
        ("LVM-0", "", [], False),
        ("LVM-0", "CRYPT-LUKS2-0", ["dm-1"], True),
        ("LVM-0", "LVM-1", ["dm-1"], False),
    ],
)
def test_a_volume_is_encrypted_only_when_what_lies_below_it_is(
    uuid: str, lower: str, below: list[str], good: object, tmp_path: Path
) -> None:
    for name, kind in (("dm-0", uuid), ("dm-1", lower)):
        (tmp_path / name / "dm").mkdir(parents=True)
        (tmp_path / name / "slaves").mkdir()
        (tmp_path / name / "dm" / "uuid").write_text(kind)
    for name in below:
        (tmp_path / "dm-0" / "slaves" / name).symlink_to(tmp_path / name)
    assert storage._is_encrypted("dm-0", tmp_path) is good
    assert not storage._is_encrypted("sda2", tmp_path)
