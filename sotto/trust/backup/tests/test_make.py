"""What is in a backup and what is not, for whom, and while others write."""

import io
import json
import subprocess
import tarfile
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from sotto.features.calls.models import Call
from sotto.features.voicemail.models import Message
from sotto.lib.age import AgeReader, Identity, Lock, Passphrase
from sotto.personal_data.actor import acting
from sotto.personal_data.sealed_file import path_of
from sotto.trust.backup import services
from sotto.trust.backup.services.make import Made, Progress
from sotto.trust.backup.tests.offices import KEY, NOW, Office, backed_up
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.tenants.services import within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


def members(raw: bytes, key: Identity = KEY) -> dict[str, bytes]:
    clear = AgeReader(io.BytesIO(raw), [key]).read()
    with tarfile.open(fileobj=io.BytesIO(clear)) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]


def made(*locks: Lock, progress: Progress = lambda *_: None) -> tuple[bytes, Made]:
    file = io.BytesIO()
    done = services.write_backup(file, locks, backup=uuid4(), now=NOW, progress=progress)
    return file.getvalue(), done


def test_debian_s_age_and_tar_open_a_backup(office: Office, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY.secret() + "\n")
    (tmp_path / "backup").write_bytes(backed_up())
    age = ["age", "--decrypt", "--identity", str(tmp_path / "key"), str(tmp_path / "backup")]
    clear = subprocess.run(age, capture_output=True, check=True).stdout
    listed = subprocess.run(["tar", "--list"], input=clear, capture_output=True, check=True).stdout
    names = listed.decode().splitlines()
    assert (names[0], names[-1]) == ("manifest.json", "signature")


def test_the_manifest_comes_first_and_counts_what_follows(office: Office) -> None:
    found = members(backed_up())
    manifest = json.loads(found["manifest.json"])
    contents = json.loads(found["contents.json"])
    with connection.cursor() as cursor, within(office.tenant.pk):
        cursor.execute("SELECT count(*) FROM calls_call")
        assert manifest["tables"]["calls_call"]["rows"] == cursor.fetchone()[0] == 2
    assert manifest["format"] == "sotto backup 1"
    assert manifest["migrations"]["backup"] == ["0001_backups_drills_restores"]
    assert contents["files"]["count"] == manifest["files"] == 2
    assert set(contents["tables"]) == set(manifest["tables"])


def test_neither_keys_nor_projections_nor_sessions_are_in_it(office: Office) -> None:
    found = members(backed_up())
    tables = {name.split("/")[1] for name in found if name.startswith("tables/")}
    assert {"directory_person", "audit_entry", "personal_data_erasure"} <= tables
    assert not tables & {"django_session", "edge_device", "edge_number", "edge_state"}
    assert not tables & {"directory_other_party_index", "access_signinname"}
    whole = b"".join(found.values())
    for name in ("keyring", "web/secret.key"):
        for path in [settings.SOTTO.state_dir / name]:
            files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
            assert files
            assert not any(one.read_bytes() in whole for one in files if one.stat().st_size > 16)


def test_nothing_in_it_can_be_read_without_the_keyring(office: Office) -> None:
    whole = b"".join(members(backed_up()).values())
    assert not [
        text for text in (b"Ada Example", b"2001@office", b"Grace Stranger") if text in whole
    ]


def test_sealed_files_are_copied_as_they_lie(office: Office) -> None:
    found = members(backed_up())
    with within(office.tenant.pk):
        for message in Message.objects.all():
            name = f"files/{office.tenant.pk.hex}/{message.audio.hex}"
            assert found[name] == path_of(office.tenant.pk, message.audio).read_bytes()


def test_a_password_protects_it_as_well(office: Office) -> None:
    raw, _ = made(Passphrase("four odd words here", rounds=4))
    again = services.check_backup(io.BytesIO(raw), services.keys(password="four odd words here"))
    assert again.contents.files.count == 2


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ({}, services.NoKeyGiven),
        ({"recipients": ["age1nonsense"]}, services.NotAnAgeKey),
        ({"recipients": [KEY.secret()]}, services.NotAnAgeKey),
        ({"password": "short"}, services.WeakPassword),
        ({"recipients": [str(KEY.recipient())], "password": "x" * 20}, services.NoKeyGiven),
    ],
)
def test_for_whom_must_be_said_and_be_strong(chosen: dict[str, object], refusal: type) -> None:
    with pytest.raises(refusal):
        services.locks(**chosen)  # type: ignore[arg-type]


def test_what_goes_while_it_is_made_is_noted_and_the_rest_is_of_one_moment(
    office: Office,
) -> None:
    """The rows are of before, the file is gone: deleted, not lost."""
    with within(office.tenant.pk):
        [message, _] = Message.objects.order_by("pk")
    deletion = threading.Thread(target=_delete, args=(office, message))

    def delete_once(done: int, total: int) -> None:
        """The first rows are written, the files are still to come."""
        if deletion.ident is None:
            deletion.start()
            deletion.join()

    _, done = made(KEY.recipient(), progress=delete_once)
    assert done.manifest.tables["voicemail_message"].rows == 2
    assert (done.contents.files.count, done.contents.deleted, done.contents.lost) == (1, 1, 0)


def _delete(office: Office, message: Message) -> None:
    from sotto.features.voicemail.services import delete_message

    with acting(), within(office.tenant.pk):
        delete_message(Message.objects.get(pk=message.pk))
    connection.close()


def test_a_file_that_its_row_still_names_is_lost_and_said_so(office: Office) -> None:
    with within(office.tenant.pk):
        path_of(office.tenant.pk, Message.objects.all()[0].audio).unlink()
    _, done = made(KEY.recipient())
    assert (done.contents.files.count, done.contents.deleted, done.contents.lost) == (1, 0, 1)


def test_backups_made_while_people_come_speak_and_are_erased_are_each_whole(
    office: Office,
) -> None:
    """Rows of one moment, and a file for each: whatever goes on."""
    stop = threading.Event()
    done: list[str] = []

    def busy() -> None:
        with acting():
            while not stop.is_set():
                extension = str(3000 + len(done))
                subject = office.hire(extension, f"Visitor {extension}")
                erase_subject(office.tenant.pk, subject)
                done.append(extension)
        connection.close()

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        made_then = [made(KEY.recipient()) for _ in range(6)]
    finally:
        stop.set()
        thread.join()
    assert done
    for raw, one in made_then:
        checked = services.check_backup(io.BytesIO(raw), [KEY])
        assert checked.contents.lost == 0
        assert checked.manifest == one.manifest
        rows = checked.manifest.tables
        assert rows["voicemail_message"].rows == checked.manifest.files
        assert rows["directory_person"].rows == rows["voicemail_mailbox"].rows
    with within(office.tenant.pk):
        assert Call.objects.filter(caller=office.people["2001"]).exists()
