"""A person with a request, and the moment after a commit."""

from datetime import date
from uuid import UUID

import pytest

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.models import Account
from sotto.trust.requests.models import DataRequest
from sotto.trust.requests.rules import Channel, Kind, Proof
from sotto.trust.requests.services import Intake, confirm_identity, open_request
from sotto.trust.tenants.models import Tenant
from tests.browsers import account


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001", email="ada@example.org")


@pytest.fixture
def ada_s_account(ada: Person) -> Account:
    """With a password, so that it can sign in."""
    made = account(owner=ada.owner, name="ada")
    made.set_unusable_password()
    made.save()
    return made


def ask(
    subject: UUID,
    kind: Kind = Kind.ACCESS,
    *,
    channel: Channel = Channel.LETTER,
    received_on: date | None = None,
    text: str = "Tell me what you know.",
    is_proved: bool = True,
) -> DataRequest:
    """A request as an officer takes it down, or the person itself in the portal."""
    purpose = Purpose.SHOW if kind is Kind.OBJECTION else None
    made = open_request(
        kind,
        subject,
        channel=channel,
        intake=Intake(asker="Ada Example", reach="Harbour 1", text=text),
        received_on=received_on,
        purpose=purpose,
    )
    if is_proved and channel is not Channel.PORTAL:
        confirm_identity(made.pk, proof=Proof.KNOWN)
    return made
