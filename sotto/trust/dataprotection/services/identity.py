"""Is it the person? A one-time code, said on a call back to the number or sent to the address.

The officer calls the number that the data is about, or writes to the address, gives the code, and
whoever asks repeats it: so the number or address is theirs (Art. 12(6) GDPR; ENT-60). Only a slow
hash is kept; a code lives ten minutes and bears five wrong answers. That a document was seen
instead, the room that keeps requests writes down.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from sotto.trust.audit.rules import Decision
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.models import IdentityCode
from sotto.trust.tenants.services import current_tenant

LIVES = timedelta(minutes=10)
MOST_ATTEMPTS = 5
_DIGITS = 8  # Short enough to be spoken; 5 of 10^8 guesses.


@dataclass(frozen=True, slots=True)
class SpokenCode:
    """What to read out or to send: it is nowhere else. `digits` in two groups of four."""

    id: UUID
    digits: str = field(repr=False)
    expires_at: datetime


class Answer(StrEnum):
    CONFIRMED = "confirmed"
    WRONG = "wrong"
    TOO_LATE = "too late"
    TOO_OFTEN = "too often"


@transaction.atomic
def begin_code(subject: UUID, *, now: datetime) -> SpokenCode:
    """A new code for this subject; an older one is void. now: aware."""
    IdentityCode.objects.filter(owner=subject, confirmed_at=None).delete()
    digits = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    made = IdentityCode.objects.create(
        tenant_id=current_tenant(),
        owner=subject,
        code_hash=make_password(digits),
        expires_at=now + LIVES,
    )
    record("dataprotection:identity:asked", object_id=made.pk, subject=subject)
    return SpokenCode(made.pk, f"{digits[:4]} {digits[4:]}", made.expires_at)


@transaction.atomic
def answer_code(code: UUID, digits: str, *, now: datetime) -> Answer:
    """What came back. A refusal is an answer, not an exception: its count must stay.

    code: of a `SpokenCode`; one of another tenant, and one that is void, is too late.
    """
    asked = IdentityCode.objects.select_for_update().filter(pk=code, confirmed_at=None).first()
    if asked is None or now >= asked.expires_at:
        return Answer.TOO_LATE
    if asked.attempts >= MOST_ATTEMPTS:
        return Answer.TOO_OFTEN
    said = "".join(one for one in digits if one.isascii() and one.isdigit())
    is_right = check_password(said, asked.code_hash)
    asked.attempts += 1
    asked.confirmed_at = now if is_right else None
    asked.save(update_fields=["attempts", "confirmed_at"])
    record(
        "dataprotection:identity:answered",
        object_id=asked.pk,
        subject=asked.owner,
        decision=Decision.ALLOWED if is_right else Decision.REFUSED,
    )
    return Answer.CONFIRMED if is_right else Answer.WRONG


def standing_code(subject: UUID) -> UUID | None:
    """The one that waits for its answer; None when there is none."""
    codes = IdentityCode.objects.filter(owner=subject, confirmed_at=None)
    return codes.values_list("pk", flat=True).first()


def is_confirmed(code: UUID, *, subject: UUID) -> bool:
    """Whether this code was repeated rightly by whoever answers for this subject."""
    known = IdentityCode.objects.filter(pk=code, owner=subject)
    return known.exclude(confirmed_at=None).exists()
