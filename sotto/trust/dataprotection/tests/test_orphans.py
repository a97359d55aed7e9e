"""A file without a row is swept up; one with a row, or just begun, stays."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sotto.features.directory.services import add_person
from sotto.features.voicemail.queries import mailbox_of
from sotto.personal_data.sealed_file import StoredFile, path_of
from sotto.trust.dataprotection.services import sweep_orphans
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room
NOW = datetime.now(UTC)
YESTERDAY = (NOW - timedelta(days=1)).timestamp()


def test_only_old_files_without_a_row_are_swept_up(office: Tenant) -> None:
    mailbox = mailbox_of(add_person(name="Ada Example", extension="2001").pk)
    assert mailbox is not None
    writer = StoredFile.of(mailbox, "greeting").create()
    writer.write(b"kept")
    writer.finish()
    mailbox.save()
    kept, lost, begun = (
        path_of(office.pk, writer.name),
        *(path_of(office.pk, uuid4()) for _ in "ab"),
    )
    for path in (lost, begun):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sealed")
    for path in (kept, lost):
        os.utime(path, (YESTERDAY, YESTERDAY))
    assert sweep_orphans(now=NOW) == 1
    assert [path.exists() for path in (kept, lost, begun)] == [True, False, True]
