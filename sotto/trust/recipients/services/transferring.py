"""What goes out is recorded, or it does not go."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotto.personal_data.vocabulary import Category
from sotto.trust.audit.services import record
from sotto.trust.recipients.models import Transfer
from sotto.trust.recipients.rules import Ground
from sotto.trust.recipients.services.errors import RecipientEnded
from sotto.trust.recipients.services.registering import locked
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def record_transfer(
    recipient: UUID,
    subject: UUID,
    *,
    categories: Collection[Category] = (),
    ground: Ground | None = None,
) -> Transfer:
    """Before data goes to a recipient. Send the transfer's id along: it is what notices refer to.

    categories, ground: as registered when left out. Raises RecipientUnknown, RecipientEnded.
    """
    found = locked(recipient)
    if found.ended_at is not None:
        raise RecipientEnded
    made = Transfer.objects.create(
        tenant_id=current_tenant(),
        recipient=found,
        owner=subject,
        categories=[one.value for one in categories] or found.categories,
        ground=ground or found.ground,
        at=timezone.now(),
    )
    record("recipients:data:transferred", object_id=found.pk, subject=subject)
    return made
