"""Mailboxes are opened and closed, and their PINs issued and checked."""

import secrets
from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from django.db import transaction

from sotto.features.directory.queries import person_by_id
from sotto.features.voicemail import rules
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.rules import PinCheck, PinState
from sotto.features.voicemail.services.errors import MailboxUnknown, PinRefused
from sotto.features.voicemail.services.listening import delete_message
from sotto.personal_data.sealed_file import StoredFile
from sotto.trust.audit.rules import Decision
from sotto.trust.audit.services import record
from sotto.trust.tenants.queries import tenant_by_id

_hasher = PasswordHasher()  # Argon2id with the library's present defaults (RFC 9106).


@transaction.atomic
def open_mailbox(*, person: UUID) -> Mailbox:
    """The mailbox of a person, in the tenant's language, without a PIN; found if it is open.

    Raises MailboxUnknown when there is no such person.
    """
    found = person_by_id(person)
    if found is None:
        raise MailboxUnknown(person)
    mailbox, is_new = Mailbox.objects.get_or_create(
        person=found,
        defaults={
            "tenant_id": found.tenant_id,
            "owner": found.owner,
            "language": tenant_by_id(found.tenant_id).language,
        },
    )
    if is_new:
        record("voicemail:mailbox:opened", object_id=mailbox.pk, subject=mailbox.owner)
    return mailbox


@transaction.atomic
def close_mailbox(mailbox: Mailbox) -> None:
    """With all that was left in it, and the greeting."""
    for message in mailbox.messages.all():
        delete_message(message)
    StoredFile.of(mailbox, "greeting").delete()
    record("voicemail:mailbox:closed", object_id=mailbox.pk, subject=mailbox.owner)
    mailbox.delete()


def issue_pin(mailbox: Mailbox) -> str:
    """A random PIN in place of the present one; to be shown once, it can't be read again."""
    pin = ""
    while not rules.is_acceptable_pin(pin):
        pin = rules.pin_from([secrets.randbelow(10) for _ in range(rules.PIN_DIGITS.start)])
    set_pin(mailbox, pin=pin)
    return pin


@transaction.atomic
def set_pin(mailbox: Mailbox, *, pin: str) -> None:
    """Raises PinRefused."""
    if not rules.is_acceptable_pin(pin):
        raise PinRefused
    mailbox.pin_hash = _hasher.hash(pin)
    mailbox.wrong_pins, mailbox.locked_until = 0, None
    mailbox.save(update_fields=["pin_hash", "wrong_pins", "locked_until"])
    record("voicemail:pin:set", object_id=mailbox.pk, subject=mailbox.owner)


@transaction.atomic
def check_pin(mailbox: Mailbox, *, pin: str, now: datetime) -> PinCheck:
    """Is this the owner? Two calls that guess at once are counted one after the other."""
    locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if not locked.pin_hash:
        return PinCheck.UNSET
    if rules.is_locked(locked.locked_until, now=now):
        return PinCheck.LOCKED
    was_right = _is_pin_of(locked, pin)
    state = PinState(locked.wrong_pins, locked.locked_until)
    after = rules.after_pin(state, was_right=was_right, now=now)
    if after != state:
        locked.wrong_pins, locked.locked_until = after.wrong_pins, after.locked_until
        locked.save(update_fields=["wrong_pins", "locked_until"])
    if was_right:
        return PinCheck.RIGHT
    record(
        "voicemail:pin:checked",
        object_id=locked.pk,
        subject=locked.owner,
        decision=Decision.REFUSED,
    )
    if after.locked_until is None:
        return PinCheck.WRONG
    record("voicemail:mailbox:locked", object_id=locked.pk, subject=locked.owner)
    return PinCheck.LOCKED


def _is_pin_of(mailbox: Mailbox, pin: str) -> bool:
    try:
        return _hasher.verify(mailbox.pin_hash, pin)
    except VerifyMismatchError:
        return False
