"""A hold is approved while an erasure takes its last steps: either it keeps all, or it is refused.

Two threads with a connection each, begun at once, with some milliseconds between them or none.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from sotto.features.directory.services import add_person, rebuild_projections
from sotto.features.voicemail.models import Mailbox, Message
from sotto.features.voicemail.tests.conftest import leave
from sotto.personal_data.actor import acting
from sotto.personal_data.held import open_held
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holding_of
from sotto.personal_data.vocabulary import VOICEMAIL, Purpose
from sotto.trust.dataprotection.services import advance_erasure, approve_erasure, ask_erasure
from sotto.trust.holds import services
from sotto.trust.holds.models import Hold
from sotto.trust.holds.tests.test_holds import COUNSEL, by, placed
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]
ROUNDS = 10
KEPT, REFUSED = "kept", "refused"


def waited(seconds: float) -> None:
    threading.Event().wait(seconds)


def approved(
    tenant: UUID, hold: Hold, start: threading.Barrier, after: float, linger: float
) -> str:
    """linger: seconds between what was decided and its commit."""
    try:
        start.wait()
        waited(after)
        with by(COUNSEL), within(tenant):
            services.approve(hold)
            waited(linger)
    except services.AlreadyErased:
        return REFUSED
    else:
        return KEPT
    finally:
        connection.close()


def erased(tenant: UUID, entry: UUID, start: threading.Barrier, after: float) -> None:
    try:
        start.wait()
        waited(after)
        with acting(purpose=Purpose.ERASE):
            advance_erasure(tenant, entry)
    finally:
        connection.close()


def opens_by(hold: Hold) -> str | None:
    """The caller of the one message that it keeps."""
    with by(COUNSEL, Purpose.CLAIMS):
        [opened] = open_held(hold.pk, holding_of(Message), [Message.objects.get(owner=hold.owner)])
    name: str | None = opened["about_caller"]["number"]
    return name


def one_round(tenant: Tenant, number: int, lead: float, linger: float) -> str:
    """lead: by how many seconds the erasure is ahead. What became of the hold."""
    with acting(), within(tenant.pk):
        person = add_person(name=f"Person {number}", extension=f"{2000 + number}")
        assert leave(Mailbox.objects.get(person=person))
        hold = placed(person, retentions=[VOICEMAIL.code])
        entry = approve_erasure(ask_erasure(tenant.pk, person.owner)).pk
    start = threading.Barrier(2)
    with ThreadPoolExecutor(2) as both:
        outcome = both.submit(approved, tenant.pk, hold, start, max(lead, 0.0), linger)
        erasing = both.submit(erased, tenant.pk, entry, start, max(-lead, 0.0))
        erasing.result()
    with acting(), within(tenant.pk):
        assert Erasure.objects.get(pk=entry).deleted_at is not None
        found = Hold.objects.get(pk=hold.pk)
        kept = outcome.result() == KEPT
        assert found.is_in_force is kept
        assert Message.objects.filter(owner=person.owner).exists() is kept
        assert found.missing == {}
        standing = [hold] if kept else []
        assert [opens_by(one) for one in standing] == ["+49301234567" for _ in standing]
    return outcome.result()


def test_whichever_comes_first_the_hold_keeps_all_or_is_refused(transactional_db: None) -> None:
    with acting():
        tenant = open_tenant(name="Race", domain="race.example")
        rebuild_projections()
    chance = random.Random(7)  # noqa: S311 -- repeatable, not secret.
    close = [(chance.uniform(-0.03, 0.06), chance.uniform(0, 0.05)) for _ in range(ROUNDS)]
    leads = [(-2.0, 0.0), (2.0, 0.0), (-0.5, 2.0), *close]
    outcomes = [one_round(tenant, number, *one) for number, one in enumerate(leads)]
    assert outcomes[:3] == [KEPT, REFUSED, KEPT]
