"""The register: who may get data, what of, on which ground, and how it is told."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from typing_extensions import override

from sotto.engines.webhook import client as webhooks
from sotto.personal_data.vocabulary import Category
from sotto.trust.audit.services import record
from sotto.trust.recipients import rules
from sotto.trust.recipients.models import Recipient
from sotto.trust.recipients.rules import Channel, Ground
from sotto.trust.recipients.services.errors import (
    AddressRefused,
    CountryRefused,
    NameMissing,
    RecipientUnknown,
)
from sotto.trust.tenants.services import current_tenant


@dataclass(frozen=True, slots=True)
class NewRecipient:
    """secret: of its webhook, shown once; empty otherwise."""

    recipient: Recipient
    secret: str

    @override
    def __repr__(self) -> str:
        return f"<NewRecipient {self.recipient.pk}>"


@transaction.atomic
def add_recipient(
    *,
    name: str,
    purpose: str,
    channel: Channel,
    ground: Ground,
    address: str = "",
    categories: Collection[Category] = (),
    country: str = "",
) -> NewRecipient:
    """Raises NameMissing, AddressRefused, CountryRefused."""
    name, purpose, address = name.strip(), purpose.strip(), address.strip()
    if not all(0 < len(text) <= rules.LINE_LETTERS for text in (name, purpose)):
        raise NameMissing
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise CountryRefused
    _check_address(channel, address)
    secret = webhooks.new_secret() if channel is Channel.WEBHOOK else ""
    made = Recipient.objects.create(
        tenant_id=current_tenant(),
        details={"name": name, "address": address, "secret": secret, "purpose": purpose},
        channel=channel,
        ground=ground,
        categories=[one.value for one in categories],
        country=country,
        added_at=timezone.now(),
    )
    record("recipients:recipient:added", object_id=made.pk)
    return NewRecipient(made, secret)


@transaction.atomic
def end_recipient(recipient: UUID) -> Recipient:
    """Nothing goes there any more; what went is still told of. Raises RecipientUnknown."""
    found = locked(recipient)
    if found.ended_at is None:
        found.ended_at = timezone.now()
        found.save(update_fields=["ended_at"])
        record("recipients:recipient:ended", object_id=found.pk)
    return found


@transaction.atomic
def new_secret(recipient: UUID) -> str:
    """A new secret for a webhook, shown once; the old one ends. Raises RecipientUnknown."""
    found = locked(recipient)
    secret = webhooks.new_secret()
    found.details = {**dict(found.details), "secret": secret}
    found.save(update_fields=["details"])
    record("recipients:secret:changed", object_id=found.pk)
    return secret


def locked(recipient: UUID) -> Recipient:
    """Raises RecipientUnknown."""
    found = Recipient.objects.select_for_update().filter(pk=recipient).first()
    if found is None:
        raise RecipientUnknown
    return found


def _check_address(channel: Channel, address: str) -> None:
    """Raises AddressRefused."""
    if len(address) > rules.LINE_LETTERS:
        raise AddressRefused
    if channel is Channel.EMAIL and not rules.is_mail_address(address):
        raise AddressRefused
    if channel is Channel.WEBHOOK:
        try:
            webhooks.parts_of(address)
        except webhooks.AddressRefused:
            raise AddressRefused from None
