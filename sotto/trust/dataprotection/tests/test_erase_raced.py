"""An erasure among writers, on a keyring that dies, on a database that restarts, in a rewrap."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended as call_ended
from sotto.features.voicemail.queries import mailbox_of
from sotto.features.voicemail.tests.conftest import leave
from sotto.keyring.client import Denial, KeyringUnavailable
from sotto.keyring.tests.process import USE, KeyringProcess, wanted
from sotto.personal_data.actor import acting
from sotto.personal_data.keys import SubjectErased, keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.trust.dataprotection.services import advance_erasure, advance_erasures, erase_steps
from sotto.trust.dataprotection.tests import killing
from sotto.trust.dataprotection.tests.test_erase_killed import (
    files_of,
    house,
    move_in,
    undisturbed,
    what_is_left,
)
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

__all__ = ["house", "undisturbed"]  # Fixtures of the neighbour.
pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]
WRITERS = 3
Instead = Callable[[Callable[[Erasure], bool], Erasure], bool]


@pytest.fixture
def own_keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyringProcess]:
    """One that may die: the application's client speaks to it instead of the tests' own."""
    process = KeyringProcess(Path(tmp_path_factory.mktemp("k")))
    process.start()
    client = keyring()
    before = dict(vars(client))
    vars(client).update(vars(process.client()))
    yield process
    client.close()
    vars(client).update(before)
    process.end()


def call_of(tenant: Tenant, subject: UUID) -> None:
    party = {"subject": str(subject), "number": "2001", "name": "Somebody"}
    record_reports([call_ended(tenant, caller=party)])


def rows_of(subject: UUID) -> dict[str, int]:
    """Those that say anything of a person; the trail's pseudonyms stay."""
    found = {one.label: one.rows_about(subject).count() for one in holdings()}
    return {label: count for label, count in found.items() if count and label != "audit.Entry"}


def step_replaced(monkeypatch: pytest.MonkeyPatch, name: str, instead: Instead) -> None:
    """That step is done by `instead`, once."""
    run, left = erase_steps._STEPS[name], [instead]

    def step(entry: Erasure) -> bool:
        return left.pop()(run, entry) if left else run(entry)

    monkeypatch.setattr(erase_steps, "_STEPS", {**erase_steps._STEPS, name: step})


def entry_of(tenant: Tenant, subject: UUID) -> UUID:
    with within(tenant.pk):
        found: UUID = Erasure.objects.get(subject=subject).pk
        return found


def test_a_row_that_is_committed_after_the_deletion_is_gone_before_it_is_certified(
    house: Tenant,
) -> None:
    subject = move_in(house, "2002")
    sealed, deleted = threading.Event(), threading.Event()

    def write_slowly() -> None:
        try:
            with acting(), within(house.pk):
                call_of(house, subject)
                sealed.set()
                assert deleted.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        writing = other.submit(write_slowly)
        assert sealed.wait(60)
        advance_erasure(house.pk, entry_of(house, subject))
        deleted.set()
        writing.result()
    with within(house.pk):
        assert rows_of(subject) == {"calls.Call": 1}  # Dark already, and not gone.
    keyring().rotate(actor="system")
    keyring().rotate(actor="system")
    done = advance_erasure(house.pk, entry_of(house, subject))
    assert done.epoch_passed_at is not None
    with within(house.pk):
        assert rows_of(subject) == {}


def test_whoever_writes_while_somebody_is_erased_all_of_it_is_gone_afterwards(
    house: Tenant,
) -> None:
    subject = move_in(house, "2002")
    with within(house.pk):
        person = next(one for one in holdings() if one.label == "directory.Person")
        key = person.rows_about(subject).get().pk

    def write_until_denied() -> None:
        for _ in range(500):
            try:
                with within(house.pk):
                    call_of(house, subject)
                    mailbox = mailbox_of(key)
                    if mailbox is not None:
                        leave(mailbox)
            except SubjectErased:
                return
            except Exception:  # noqa: BLE001, S112 -- its mailbox went between two words.
                continue

    writers = [killing.begun_in_a_process(lambda: None, write_until_denied) for _ in range(WRITERS)]
    advance_erasures()
    assert [killing.ended(one) for one in writers] == [0] * WRITERS
    advance_erasures()
    keyring().rotate(actor="system")
    keyring().rotate(actor="system")
    advance_erasures()
    with within(house.pk):
        assert rows_of(subject) == {}
        assert Erasure.objects.get(subject=subject).remains == []
    assert files_of(house) == []
    assert keyring().answers(house.pk, wanted(subject), USE) == [Denial.ERASED]


def test_a_keyring_that_dies_between_denying_and_destroying_is_waited_for(
    own_keyring: KeyringProcess,
    house: Tenant,
    undisturbed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = move_in(house, "2002")

    def die_before(run: Callable[[Erasure], bool], entry: Erasure) -> bool:
        own_keyring.kill()
        return run(entry)

    step_replaced(monkeypatch, "destroyed", die_before)
    with pytest.raises(KeyringUnavailable):
        advance_erasure(house.pk, entry_of(house, subject))
    with within(house.pk):
        waiting = Erasure.objects.get(subject=subject)
    assert (waiting.denied_at is None, waiting.destroyed_at) == (False, None)
    own_keyring.start()
    assert keyring().answers(house.pk, wanted(subject), USE) == [Denial.ERASED]
    advance_erasures()
    assert what_is_left(house, subject) == undisturbed


@pytest.mark.parametrize("step", ["denied", "destroyed", "deleted"])
def test_a_database_that_ends_every_connection_before_a_step_is_committed_is_waited_for(
    house: Tenant, undisturbed: dict[str, Any], step: str
) -> None:
    """As PostgreSQL does when it is restarted: what it was doing is rolled back."""
    from sotto.trust.audit.tests.conftest import superuser

    subject = move_in(house, "2002")

    def restart_after(run: Callable[[Erasure], bool], entry: Erasure) -> bool:
        run(entry)
        with superuser() as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return run(entry)

    assert killing.erase_in_a_process(killing._around(step, restart_after)) == killing.FAILED
    advance_erasures()
    assert what_is_left(house, subject) == undisturbed


def test_who_is_erased_during_a_rewrap_is_gone_from_the_store(
    own_keyring: KeyringProcess, house: Tenant
) -> None:
    subject = move_in(house, "2002")
    many = [UUID(int=number) for number in range(1, 12_001)]
    keyring().keys(house.pk, wanted(*many), USE, create=True)
    client, over, epochs = own_keyring.client(timeout=60), threading.Event(), list[int]()

    def rotate_without_end() -> None:
        while not over.is_set():
            epochs.append(client.rotate(actor="system"))

    rotating = threading.Thread(target=rotate_without_end)
    rotating.start()
    advance_erasures()
    over.set()
    rotating.join()
    assert epochs
    assert keyring().answers(house.pk, wanted(subject), USE) == [Denial.ERASED]
    own_keyring.signal(signal.SIGKILL)
    own_keyring.kill()
    raw = own_keyring.store.read_bytes()
    assert b"subject" + house.pk.bytes + many[0].bytes in raw  # As the store writes names.
    assert b"subject" + house.pk.bytes + subject.bytes not in raw
