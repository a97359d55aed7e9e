"""A canary uses every right that a person has, so that each table about people has a row of it.

Its requests go all the way; it is restricted and released, held and released, and its recipient is
told. Two officers who are nobody decide. Each text is a marker. UCC-72, PBX-01.
"""

import io
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from sotto.engines.mail.client import Letter
from sotto.lib.raw_search import new_marker
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.queries import accounts
from sotto.trust.access.services import Role, give_role
from sotto.trust.audit.services import record
from sotto.trust.consents.services import (
    ask,
    give,
    lift,
    note_told,
    object_to,
    overrule,
    retract,
)
from sotto.trust.dataprotection.services.identity import begin_code
from sotto.trust.holds import services as holds
from sotto.trust.recipients import rules as recipient_rules
from sotto.trust.recipients.queries import recipients
from sotto.trust.recipients.services import add_recipient, record_transfer
from sotto.trust.requests import services as requests
from sotto.trust.requests.rules import Channel, Kind, Proof
from sotto.trust.tenants.services import current_tenant

_OFFICERS = (str(UUID(int=1)), str(UUID(int=2)))  # Pseudonyms of nobody.
_REVIEW = timedelta(days=30)
_LATE = timedelta(days=40)  # Longer than the month in which a request is to be answered.


def use_its_rights(subject: UUID, token: str) -> None:
    """Within its tenant, once rooms have made what they hold.

    The restriction comes last: while it stands nothing else opens.
    """
    record_transfer(_recipient(), subject)
    record("canaries:canary:hatched", subject=subject, detail={"said": new_marker(token)})
    _consent_and_object(subject, token)
    _have_its_archive(subject, token)
    _have_it_put_right(subject, token)
    _be_held(subject, token)
    _be_reminded(subject, token)
    _open(Kind.PORTABILITY, subject, token)  # One that nobody has answered when it is erased.
    _be_restricted(subject, token)


def _consent_and_object(subject: UUID, token: str) -> None:
    for one in ask(subject):
        give(subject, one.purpose)
    retract(object_to(subject, Purpose.SHOW, reason=new_marker(token)).pk)
    objection = object_to(subject, Purpose.SHOW, reason=new_marker(token))
    overrule(objection.pk, ground=new_marker(token))
    object_to(subject, Purpose.SHOW, reason=new_marker(token))


def _open(kind: Kind, subject: UUID, token: str) -> UUID:
    words = requests.Intake(
        asker=new_marker(token), reach=new_marker(token), text=new_marker(token)
    )
    return requests.open_request(kind, subject, channel=Channel.LETTER, intake=words).pk


def _have_its_archive(subject: UUID, token: str) -> None:
    """Doubted, called back, put off, granted, and handed over as a file."""
    request = _open(Kind.ACCESS, subject, token)
    requests.note_receipt(request, text=new_marker(token))
    requests.ask_identity(request, reason=new_marker(token))
    spoken = begin_code(subject, now=timezone.now())
    requests.confirm_by_code(request, code=spoken.id, digits=spoken.digits)
    requests.extend(request, reason=new_marker(token))
    requests.grant(request, text=new_marker(token))
    requests.hand_over(request, to=io.BytesIO(), password=requests.new_password())
    requests.close(request, text=new_marker(token))


def _have_it_put_right(subject: UUID, token: str) -> None:
    """What can be put right of it; each recipient is told."""
    request = _open(Kind.RECTIFICATION, subject, token)
    requests.confirm_identity(request, proof=Proof.DOCUMENT, text=new_marker(token))
    requests.grant(request, text=new_marker(token))
    for rectifier, _ in requests.fields_of(subject)[:1]:
        requests.correct(request, field=rectifier.field, value=new_marker(token))
    requests.note_delivered(request, text=new_marker(token))
    requests.close(request, text=new_marker(token))


def _be_held(subject: UUID, token: str) -> None:
    """Placed and lifted, each by two people."""
    first, second = _OFFICERS
    with acting(first):
        review = timezone.now().date() + _REVIEW
        hold = holds.place(subject, reason=new_marker(token), review_on=review)
    with acting(second):
        hold = holds.lift(holds.approve(hold))
    with acting(first):
        holds.approve_lift(hold)


def _be_reminded(subject: UUID, token: str) -> None:
    """It answers for data protection, too, and is written to: by a letter that never goes out."""
    [account] = [one for one in accounts() if one.owner == subject]
    give_role(account.pk, Role.OFFICER)
    requests.name_address(subject, email=f"{new_marker(token)}@canary.invalid")
    _open(Kind.ACCESS, subject, token)
    later = timezone.now() + _LATE
    requests.remind(now=later)
    requests.mail_reminders(current_tenant(), now=later, mailer=_Nowhere())


class _Nowhere:
    """A mail server that takes everything and sends nothing."""

    def send(self, letter: Letter) -> None:
        pass

    def ping(self) -> None:
        pass


def _be_restricted(subject: UUID, token: str) -> None:
    request = _open(Kind.RESTRICTION, subject, token)
    requests.confirm_identity(request, proof=Proof.DOCUMENT)
    requests.grant(request)
    note_told(subject)
    lift(subject)


def _recipient() -> UUID:
    """Nobody, who is to be told by hand: made with the first transfer."""
    for known in recipients():
        return known.pk
    made = add_recipient(
        name="Nobody",
        purpose="to be searched for",
        channel=recipient_rules.Channel.MANUAL,
        ground=recipient_rules.Ground.LEGITIMATE_INTEREST,
    )
    return made.recipient.pk
