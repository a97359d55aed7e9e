"""An erasure that is killed between any two steps, or in one, ends as if nothing had happened.

A real process is killed by the kernel, a job takes it up; the end is compared with that of a
person of the same kind who was erased undisturbed (PBX-70).
"""

import signal
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended as call_ended
from sotto.features.directory.models import EdgeDevice, EdgeNumber
from sotto.features.directory.services import add_device, add_person, rebuild_projections
from sotto.features.voicemail.queries import mailbox_of
from sotto.features.voicemail.tests.conftest import leave
from sotto.keyring.client import Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data.actor import acting
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.trust.access.models import Role
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import integrate
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services import (
    advance_erasure,
    advance_erasures,
    approve_erasure,
    ask_erasure,
)
from sotto.trust.dataprotection.tests import killing
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within
from tests.browsers import account

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

STEPS = ("restricted", "final", "denied", "destroyed", "deleted", "told", "epoch_passed")
MOMENTS_OF_CERTIFYING = 3  # At the least: the key's and the signature's request, a commit.
LEDGER = ("counts", "waiting_files", "remains", "told", "destroyed_in", "completion")


@pytest.fixture
def house(transactional_db: None) -> Iterator[Tenant]:
    with acting():
        tenant = open_tenant(name="House", domain="house.example")
        rebuild_projections()
        yield tenant


def move_in(tenant: Tenant, extension: str) -> UUID:
    """Somebody with a telephone, an account, two messages and a call; asked and approved."""
    with within(tenant.pk):
        person = add_person(name=f"Person {extension}", extension=extension)
        add_device(person=person)
        account(owner=person.owner, role=Role.USER)
        mailbox = mailbox_of(person.pk)
        assert mailbox is not None
        assert leave(mailbox)
        assert leave(mailbox)
        party = {"subject": str(person.owner), "number": extension, "name": "Somebody"}
        record_reports([call_ended(tenant, caller=party)])
        owner: UUID = person.owner
        approve_erasure(ask_erasure(tenant.pk, owner))
        return owner


def what_is_left(tenant: Tenant, subject: UUID) -> dict[str, Any]:  # Any: for comparing
    """Of one person, wherever there could be something, times and random names aside."""
    with within(tenant.pk):
        ledger: dict[str, Any] = dict(Erasure.objects.filter(subject=subject).values()[0])
        done = {name: at is not None for name, at in ledger.items() if name.endswith("_at")}
        trail = Entry.objects.filter(owner=subject).order_by("sequence")
        return {
            "ledger": {name: ledger[name] for name in LEDGER if name != "completion"},
            "done": done,
            "rows": {one.label: one.rows_about(subject).count() for one in holdings()},
            "trail": [one.action for one in trail],
            "projections": [
                table.objects.filter(subject=subject).count() for table in (EdgeDevice, EdgeNumber)
            ],
            "key": keyring().keys(
                tenant.pk,
                [Wanted((subject,), Period.standing(1))],
                Use("system", "verify", "tests.Nothing.at_all"),
            ),
        }


def files_of(tenant: Tenant) -> list[str]:
    folder = settings.SOTTO.files_dir / tenant.pk.hex
    return sorted(path.name for path in folder.glob("*/*"))


@pytest.fixture
def undisturbed(house: Tenant) -> dict[str, Any]:
    subject = move_in(house, "2001")
    advance_erasures()
    return what_is_left(house, subject)


@pytest.mark.parametrize("moment", [killing.before, killing.uncommitted])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_ends_as_if_undisturbed(
    house: Tenant, undisturbed: dict[str, Any], step: str, moment: Any
) -> None:
    subject = move_in(house, "2002")
    assert killing.erase_in_a_process(moment(step)) == -signal.SIGKILL
    advance_erasures()
    assert what_is_left(house, subject) == undisturbed
    assert files_of(house) == []


def test_killed_before_each_of_its_effects_in_turn_it_ends_as_if_undisturbed(
    house: Tenant, undisturbed: dict[str, Any]
) -> None:
    """Commits, words to the keyring, unlinked files: until there is none left to die before."""
    codes = [-signal.SIGKILL]
    while codes[-1] == -signal.SIGKILL:
        subject = move_in(house, f"3{len(codes):03}")
        with within(house.pk):
            entry = Erasure.objects.get(subject=subject).pk
        alone = partial(advance_erasure, house.pk, entry)
        codes.append(killing.erase_in_a_process(killing.at_effect(len(codes) - 1), alone))
        advance_erasure(house.pk, entry)
        assert what_is_left(house, subject) == undisturbed
        assert files_of(house) == []
    assert codes[-1] == 0
    assert len(codes) > len(STEPS) * 2


def test_killed_before_each_effect_of_certifying_there_is_one_certificate_and_it_is_sound(
    house: Tenant,
) -> None:
    """Asking for the signature, committing the certificate with its entry, and all between."""
    signer = keyring().public_key("certificate")
    codes = [-signal.SIGKILL]
    while codes[-1] == -signal.SIGKILL:
        entry = to_be_certified(house, f"4{len(codes):03}")
        alone = partial(advance_erasure, house.pk, entry)
        codes.append(killing.erase_in_a_process(killing.at_effect(len(codes) - 1), alone))
        advance_erasure(house.pk, entry)
        with within(house.pk):
            erasure = Erasure.objects.get(pk=entry)
            [certificate] = erasure.certificates.all()
            certified = Entry.objects.filter(
                object_id=entry, action="dataprotection:erasure:certified"
            )
            assert certified.count() == 1
        assert erasure.certified_at is not None
        assert form.open_(certificate.document.encode(), key=signer).complete
    assert codes[-1] == 0
    assert len(codes) > MOMENTS_OF_CERTIFYING


def to_be_certified(house: Tenant, extension: str) -> UUID:
    """An erasure of which only the certificate is missing."""
    subject = move_in(house, extension)
    with within(house.pk):
        entry: UUID = Erasure.objects.get(subject=subject).pk
    advance_erasure(house.pk, entry)
    keyring().rotate(actor="system")
    keyring().rotate(actor="system")
    advance_erasure(house.pk, entry)
    integrate(house.pk)
    return entry


def test_two_workers_at_once_do_no_harm(house: Tenant, undisturbed: dict[str, Any]) -> None:
    subject = move_in(house, "2002")
    workers = [killing.begun_in_a_process(lambda: None) for _ in range(3)]
    assert [killing.ended(one) for one in workers] == [0, 0, 0]
    assert what_is_left(house, subject) == undisturbed


def test_with_the_keyring_away_it_waits_and_nothing_is_lost(
    house: Tenant, undisturbed: dict[str, Any]
) -> None:
    subject = move_in(house, "2002")
    socket = settings.SOTTO.keyring_socket
    hidden = socket.rename(socket.with_suffix(".away"))
    with within(house.pk):
        entry = Erasure.objects.get(subject=subject)
    alone = partial(advance_erasure, house.pk, entry.pk)
    assert killing.erase_in_a_process(lambda: None, alone) == killing.FAILED
    with within(house.pk):
        entry.refresh_from_db()
    assert (entry.final_at is None, entry.denied_at) == (False, None)
    hidden.rename(socket)
    advance_erasures()
    assert what_is_left(house, subject) == undisturbed


def test_with_the_database_cut_off_in_the_middle_it_goes_on_afterwards(
    house: Tenant, undisturbed: dict[str, Any]
) -> None:
    subject = move_in(house, "2002")

    def cut_off() -> None:
        from django.db import connection

        def run_and_cut(run: Callable[[Erasure], bool], entry: Erasure) -> bool:
            connection.close()
            return run(entry)

        killing._around("destroyed", run_and_cut)()

    assert killing.erase_in_a_process(cut_off) == killing.FAILED
    advance_erasures()
    assert what_is_left(house, subject) == undisturbed
