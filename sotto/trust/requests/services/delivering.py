"""Archives reach their person: fetched once by itself, or handed over by an officer, encrypted.

No archive is stored: it is made when it is fetched. For the purpose that even a restriction leaves.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.lib.age import Passphrase
from sotto.personal_data.actor import Actor, acting, current_actor
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.queries import has_account
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.services import export_subject
from sotto.trust.dataprotection.services.export import SubjectExport, Wish
from sotto.trust.requests import queries, rules
from sotto.trust.requests.models import DataRequest, Delivery, Offer
from sotto.trust.requests.rules import Kind, State
from sotto.trust.requests.services.errors import NothingOffered, NotNow, PasswordTooShort
from sotto.trust.requests.services.steps import add_step, expect, locked
from sotto.trust.tenants.services import within

ARCHIVES = {Kind.ACCESS, Kind.PORTABILITY}
_PASSWORD_LETTERS = 20
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # None that looks like another.


@transaction.atomic
def offer(request: UUID) -> Offer:
    """The person may fetch its archive once, signed in, for some days; again after that.

    Raises RequestUnknown, NotNow (no archive is due, or it has no account).
    """
    found = locked(request)
    _expect_archive(found)
    if not has_account(found.owner):
        raise NotNow(request)
    found.offers.filter(fetched_at=None).delete()
    now = timezone.now()
    made = add_step(found, Offer, expires_at=now + timedelta(days=rules.LINK_DAYS))
    if not queries.has(found, "delivery"):
        add_step(found, Delivery)
    return made


@transaction.atomic
def fetch(request: UUID, *, subject: UUID, now: datetime | None = None) -> Iterator[bytes]:
    """The archive for its own person, made while it is read; its end uses the offer up.

    What breaks off can so be fetched again. Raises NothingOffered.
    """
    offered = Offer.objects.filter(
        request=request, owner=subject, fetched_at=None, expires_at__gt=now or timezone.now()
    ).first()
    if offered is None:
        raise NothingOffered(request)
    actor = current_actor()
    with acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface):
        export = SubjectExport(offered.tenant_id, subject)
    return _fetched(offered, export, actor)


def _fetched(offered: Offer, export: SubjectExport, actor: Actor) -> Iterator[bytes]:
    yield from export.chunks()
    with (
        acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface),
        within(offered.tenant_id),
    ):
        Offer.objects.filter(pk=offered.pk).update(fetched_at=timezone.now())
        record("requests:archive:fetched", object_id=offered.request_id, subject=offered.owner)


@transaction.atomic
def hand_over(request: UUID, *, to: BinaryIO, password: str) -> Delivery | None:
    """Write the archive, encrypted with this password (age, scrypt), for an officer to hand over.

    May be repeated; the first time is the delivery. Raises RequestUnknown, NotNow,
    PasswordTooShort.
    """
    found = locked(request)
    _expect_archive(found)
    if len(password) < _PASSWORD_LETTERS:
        raise PasswordTooShort
    actor = current_actor()
    with acting(actor.id, purpose=Purpose.ACCESS, interface=actor.interface):
        export_subject(found.tenant_id, found.owner, to=to, wish=Wish(locks=[Passphrase(password)]))
    record("requests:archive:handed_over", object_id=found.pk, subject=found.owner)
    return None if queries.has(found, "delivery") else add_step(found, Delivery)


def new_password() -> str:
    """Six groups of four: about 120 bits, to be read out on the telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(6))


def _expect_archive(request: DataRequest) -> None:
    expect(request, State.DECIDED, State.DELIVERED)
    if request.kind not in ARCHIVES or not queries.is_granted(request):
        raise NotNow(request.pk)
