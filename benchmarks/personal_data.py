"""Export and erasure of one person with 10,000 calls and 500 messages; sealing against clear.

`python -m benchmarks.personal_data`: makes a database and a keyring of its own beside the tests'.
Goals (issues 2 and 3): export in all formats within 30 s (`access_archive` says more); erase:
denied within 1 s, gone within 5 s.
"""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid4

import django

from tests import state

if TYPE_CHECKING:
    from sotto.features.calls.models import Call

Result = TypeVar("Result")
CALLS, MESSAGES, OTHERS = 10_000, 500, 200
SECOND_OF_AUDIO = 50 * 172  # Bytes: RTP packets of 20 ms with their headers.


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with a_keyring():
        state.make_database()
        _measure()
    state.leave_nothing()


def _measure() -> None:
    from sotto.features.directory.services import rebuild_projections
    from sotto.personal_data import erasure
    from sotto.personal_data.actor import acting
    from sotto.trust.dataprotection.services import erase_subject, export_subject
    from sotto.trust.tenants.services import open_tenant, within

    with acting():
        tenant = open_tenant(name="Benchmark", domain="benchmark.example")
        rebuild_projections()
        ada = _timed("made 10,000 calls, sealed", lambda: populate(tenant.pk))
        raw = io.BytesIO()
        _timed("export, all formats (goal 30 s)", lambda: export_subject(tenant.pk, ada, to=raw))
        print(f"{'archive':40} {len(raw.getvalue()) / 1e6:8.1f} MB")
        with within(tenant.pk):
            entry = erasure.begin(tenant.pk, ada)
            _timed("erase: denied (goal 1 s)", lambda: erasure.deny(entry))
        _timed("erase: gone (goal 5 s)", lambda: erase_subject(tenant.pk, ada))
        raw = io.BytesIO()
        left = export_subject(tenant.pk, ada, to=raw)
        print(f"{'items left that name the pseudonym':40} {left.items}")


def populate(tenant: UUID) -> UUID:
    """One person's calls with 200 others, and messages of one second each."""
    from sotto.features.calls.models import Call
    from sotto.features.directory.services import add_person
    from sotto.features.voicemail.queries import mailbox_of
    from sotto.personal_data.records import seal
    from sotto.trust.tenants.services import within

    with within(tenant):
        ada = add_person(name="Ada Example", extension="2001")
        others = [uuid4() for _ in range(OTHERS)]
        for start in range(0, CALLS, 1000):
            rows = [
                a_call(tenant, ada.owner, others[index % OTHERS], index)
                for index in range(start, start + 1000)
            ]
            Call.objects.bulk_create(seal(rows))
        mailbox = mailbox_of(ada.pk)
        assert mailbox is not None
        for index in range(MESSAGES):
            _message(mailbox, others[index % OTHERS])
    owner: UUID = ada.owner
    return owner


def a_call(tenant: UUID, caller: UUID, callee: UUID, index: int) -> "Call":
    from sotto.features.calls.models import Call

    start = datetime.now(UTC) - timedelta(minutes=index)
    return Call(
        tenant_id=tenant,
        caller=caller,
        callee=callee,
        about_caller={
            "number": "2001",
            "name": "Ada Example",
            "dialled": None,
            "withheld": False,
        },
        about_callee={"number": f"3{index % OTHERS:04}", "name": f"Other {index % OTHERS}"},
        facts={
            "started_at": start.isoformat(),
            "answered_at": start.isoformat(),
            "ended_at": (start + timedelta(seconds=60)).isoformat(),
            "outcome": "answered",
            "sip_code": 200,
        },
        protection={},
    )


def _message(mailbox: object, caller: UUID) -> None:
    from sotto.features.voicemail.models import Mailbox, Message
    from sotto.personal_data.sealed_file import StoredFile

    assert isinstance(mailbox, Mailbox)
    now = datetime.now(UTC)
    message = Message(
        tenant_id=mailbox.tenant_id,
        mailbox=mailbox,
        owner=mailbox.owner,
        caller=caller,
        call=uuid4(),
        about_caller={"number": "3000", "name": "Other"},
        length=timedelta(seconds=1),
        began_at=now,
        finished_at=now,
    )
    writer = StoredFile.of(message, "audio").create()
    writer.write(bytes(SECOND_OF_AUDIO))
    writer.finish()
    message.save(force_insert=True)


def _timed(name: str, run: Callable[[], Result]) -> Result:
    begun = time.perf_counter()
    result = run()
    print(f"{name:40} {time.perf_counter() - begun:8.2f} s")
    return result


@contextmanager
def a_keyring() -> Iterator[None]:
    from django.conf import settings

    process = subprocess.Popen([sys.executable, "-m", "sotto.processes.keyring"])
    while not settings.SOTTO.keyring_socket.exists():
        time.sleep(0.02)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
