"""What is left of a request when its person is gone: that it was asked, decided and done."""

from uuid import UUID

from django.db import transaction

from sotto.trust.requests import queries
from sotto.trust.requests.models import (
    Closure,
    Correction,
    DataRequest,
    Decision,
    Delivery,
    Extension,
    IdentityCheck,
    IdentityQuestion,
    Offer,
    Receipt,
)
from sotto.trust.requests.rules import Kind
from sotto.trust.requests.services.steps import add_step, locked

_STEPS = (
    Receipt,
    IdentityQuestion,
    IdentityCheck,
    Extension,
    Decision,
    Correction,
    Offer,
    Delivery,
    Closure,
)


@transaction.atomic
def note_erased(subject: UUID) -> None:
    """The erasure is done; every other request of this person has nothing left to answer."""
    for found in DataRequest.objects.filter(owner=subject, closure=None).values_list(
        "pk", flat=True
    ):
        request = locked(found)
        is_answered = queries.has(request, "delivery")
        if request.kind == Kind.ERASURE and queries.is_granted(request) and not is_answered:
            add_step(request, Delivery)
        add_step(request, Closure)


@transaction.atomic
def forget_words(subject: UUID) -> None:
    """No ciphertext of what was said stays either."""
    DataRequest.objects.filter(owner=subject).update(about_owner=None)
    Offer.objects.filter(owner=subject).delete()
    for table in _STEPS:
        table.objects.filter(owner=subject).update(about_owner=None)
