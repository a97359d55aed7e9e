"""What granting does: archives, corrections, objections, restrictions, erasures."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.utils import timezone
from typing_extensions import override

from sotto.features.directory.models import EdgeNumber, Person
from sotto.features.directory.services import NumberTaken, PersonRefused, add_person
from sotto.features.voicemail.queries import mailbox_of
from sotto.features.voicemail.tests.conftest import leave
from sotto.lib.age import AgeReader, Passphrase
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.models import Account
from sotto.trust.consents.queries import standing_objections, standing_restriction
from sotto.trust.consents.services import may
from sotto.trust.dataprotection.services import (
    advance_erasures,
    approve_erasure,
    ask_erasure,
    erase_subject,
    preview_of,
)
from sotto.trust.requests import queries
from sotto.trust.requests.models import DataRequest, Step
from sotto.trust.requests.rules import Channel, Ground, Kind, State
from sotto.trust.requests.services import (
    DryRunMissing,
    ErasureWaits,
    FieldUnknown,
    NothingOffered,
    NotNow,
    PasswordTooShort,
    SubjectGone,
    TooLong,
    close,
    correct,
    fetch,
    grant,
    hand_over,
    new_password,
    note_delivered,
    offer,
    refuse,
    withdraw,
)
from sotto.trust.requests.tests.conftest import ask
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


def now_of(request: DataRequest) -> DataRequest:
    """Read anew."""
    return queries.requests().get(pk=request.pk)


def state(request: DataRequest) -> State:
    return queries.state_of(now_of(request))


def test_who_has_an_account_fetches_the_archive_once(ada: Person, ada_s_account: Account) -> None:
    made = ask(ada.owner, channel=Channel.PORTAL)
    grant(made.pk)
    assert state(made) is State.DELIVERED
    archive = io.BytesIO(b"".join(fetch(made.pk, subject=ada.owner)))
    about = json.loads(zipfile.ZipFile(archive).read("person.json"))
    assert "Ada Example" in json.dumps(about)
    with pytest.raises(NothingOffered):
        fetch(made.pk, subject=ada.owner)
    offer(made.pk)
    assert next(fetch(made.pk, subject=ada.owner))


def test_an_archive_is_made_while_it_is_read_and_what_breaks_off_is_offered_still(
    ada: Person, ada_s_account: Account
) -> None:
    leave_many(ada)
    made = ask(ada.owner)
    grant(made.pk)
    for _ in zip(range(1), fetch(made.pk, subject=ada.owner), strict=False):
        pass
    whole = list(fetch(made.pk, subject=ada.owner))
    assert len(whole) > 1
    with pytest.raises(NothingOffered):
        fetch(made.pk, subject=ada.owner)


def test_nobody_else_fetches_it_nor_after_its_days(ada: Person, ada_s_account: Account) -> None:
    made = ask(ada.owner)
    grant(made.pk)
    bob = add_person(name="Bob Example", extension="2002")
    with pytest.raises(NothingOffered):
        fetch(made.pk, subject=bob.owner)
    with pytest.raises(NothingOffered):
        fetch(made.pk, subject=ada.owner, now=timezone.now() + timedelta(days=8))


def test_an_officer_hands_over_an_encrypted_archive(ada: Person) -> None:
    made = ask(ada.owner, Kind.PORTABILITY)
    grant(made.pk)
    with pytest.raises(PasswordTooShort):
        hand_over(made.pk, to=io.BytesIO(), password="short")
    archive, password = io.BytesIO(), new_password()
    hand_over(made.pk, to=archive, password=password)
    assert b"person.json" not in archive.getvalue()
    archive.seek(0)
    clear = AgeReader(archive, [Passphrase(password)])
    assert "person.json" in zipfile.ZipFile(io.BytesIO(clear.read())).namelist()
    assert state(made) is State.DELIVERED


def leave_many(person: Person) -> None:
    """Messages, so that an archive is a large one."""
    mailbox = mailbox_of(person.pk)
    assert mailbox is not None
    for _ in range(8):
        leave(mailbox, frames=2000)


class Watched(io.BytesIO):
    """Remembers the largest piece that was written at once."""

    largest = 0

    @override
    def write(self, piece: Any, /) -> int:  # Any: whatever bytes are.
        self.largest = max(self.largest, len(piece))
        return super().write(piece)


def test_an_archive_is_encrypted_while_it_is_made_whatever_its_size(ada: Person) -> None:
    leave_many(ada)
    made = ask(ada.owner, Kind.PORTABILITY)
    grant(made.pk)
    archive = Watched()
    hand_over(made.pk, to=archive, password=new_password())
    assert len(archive.getvalue()) > 10 * archive.largest


def test_no_archive_without_a_decision(ada: Person, ada_s_account: Account) -> None:
    made = ask(ada.owner)
    for deliver in (
        lambda: offer(made.pk),
        lambda: hand_over(made.pk, to=io.BytesIO(), password=new_password()),
    ):
        with pytest.raises(NotNow):
            deliver()


def test_a_wrong_value_is_put_right_everywhere_and_the_old_one_gone(ada: Person) -> None:
    made = ask(ada.owner, Kind.RECTIFICATION)
    with pytest.raises(NotNow):
        correct(made.pk, field="directory.Person.name", value="Ada Sample")
    grant(made.pk)
    correct(made.pk, field="directory.Person.name", value=" Ada Sample ")
    correct(made.pk, field="directory.Number.number", value="2009")
    ada.refresh_from_db()
    assert ada.about_owner["name"] == "Ada Sample"
    assert ada.about_owner["email"] == "ada@example.org"
    [route] = EdgeNumber.objects.filter(subject=ada.owner)
    assert (route.display_name, route.number) == ("Ada Sample", "2009")
    note_delivered(made.pk)
    close(made.pk)
    assert state(made) is State.CLOSED


def test_a_bad_value_is_refused_by_its_room_and_changes_nothing(ada: Person) -> None:
    add_person(name="Bob Example", extension="2002")
    made = ask(ada.owner, Kind.RECTIFICATION)
    grant(made.pk)
    for field, value, refusal in (
        ("directory.Person.email", "nonsense", PersonRefused),
        ("directory.Number.number", "2002", NumberTaken),
        ("directory.OtherParty.name", "Somebody", FieldUnknown),
        ("access.Account.password", "x", FieldUnknown),
        ("directory.Person.name", "a" * 201, TooLong),
    ):
        with pytest.raises(refusal):
            correct(made.pk, field=field, value=value)
    ada.refresh_from_db()
    assert ada.about_owner["name"] == "Ada Example"
    assert not now_of(made).corrections.exists()


def test_the_restricted_can_be_corrected_and_can_ask(ada: Person) -> None:
    restriction = ask(ada.owner, Kind.RESTRICTION)
    grant(restriction.pk)
    made = ask(ada.owner, Kind.RECTIFICATION, text="The name is wrong.")
    grant(made.pk)
    correct(made.pk, field="directory.Person.name", value="Ada Sample")
    assert not EdgeNumber.objects.filter(subject=ada.owner).exists()
    assert queries.opened([now_of(made)])[0].about_owner["text"] == "The name is wrong."
    with acting(purpose=Purpose.SHOW):
        assert Person.objects.get(pk=ada.pk).about_owner.restricted


def test_an_objection_blocks_at_once_and_a_refusal_ends_that(
    ada: Person, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    made = ask(ada.owner, Kind.OBJECTION)
    assert not may(ada.owner, Purpose.SHOW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        refuse(made.pk, ground=Ground.COMPELLING, reasons="An emergency line.")
    assert may(ada.owner, Purpose.SHOW)
    assert standing_objections(ada.owner) == []


def test_a_granted_objection_stands_and_a_withdrawn_one_does_not(ada: Person) -> None:
    first = ask(ada.owner, Kind.OBJECTION)
    grant(first.pk)
    assert not may(ada.owner, Purpose.SHOW)
    withdraw(first.pk)
    assert may(ada.owner, Purpose.SHOW)
    assert state(first) is State.CLOSED


def test_a_restriction_is_granted_with_its_case(ada: Person) -> None:
    made = ask(ada.owner, Kind.RESTRICTION)
    grant(made.pk, keeps_service=True)
    restriction = standing_restriction(ada.owner)
    assert restriction is not None
    assert restriction.keeps_service
    assert now_of(made).effect == restriction.pk


def test_an_erasure_is_approved_as_its_dry_run_was_shown(ada: Person, office: Tenant) -> None:
    made = ask(ada.owner, Kind.ERASURE)
    with pytest.raises(DryRunMissing):
        grant(made.pk)
    assert state(made) is State.OPEN
    grant(made.pk, seen=preview_of(ada.owner).token)
    assert queries.erasure_behind(now_of(made)) is not None


def test_the_request_of_an_erased_person_stays_provable_and_says_nothing(
    ada: Person, office: Tenant
) -> None:
    made, other = ask(ada.owner, Kind.ERASURE), ask(ada.owner)
    grant(made.pk, seen=preview_of(ada.owner).token, text="As you wish.")
    erase_subject(office.pk, ada.owner)
    left = now_of(made)
    assert queries.state_of(left) is State.CLOSED
    assert state(other) is State.CLOSED
    assert left.owner == ada.owner
    assert left.about_owner.erased
    tables: list[type[models.Model]] = [DataRequest, *Step.__subclasses__()]
    words = [one._default_manager.filter(about_owner__isnull=False) for one in tables]
    assert not any(found.exists() for found in words)
    kinds = [type(step).__name__ for step in queries.log_of(left)]
    assert kinds == ["IdentityCheck", "Decision", "Delivery", "Closure"]
    with pytest.raises(SubjectGone):
        ask(ada.owner)


def test_while_an_erasure_waits_a_further_request_says_so_instead_of_erased(
    office: Tenant, ada: Person
) -> None:
    approve_erasure(ask_erasure(office.pk, ada.owner, grace=timedelta(days=7)))
    advance_erasures()
    with pytest.raises(ErasureWaits):
        ask(ada.owner)


def test_an_erasure_that_is_asked_no_longer_is_cancelled_in_its_grace(ada: Person) -> None:
    made = ask(ada.owner, Kind.ERASURE)
    grant(made.pk, seen=preview_of(ada.owner).token)
    withdraw(made.pk)
    entry = queries.erasure_behind(now_of(made))
    assert entry is not None
    assert entry.cancelled_at is not None
    assert Person.objects.filter(pk=ada.pk).exists()


def test_nothing_of_a_request_lies_in_a_file(ada: Person, ada_s_account: Account) -> None:
    """No archive is stored: it is made when it is fetched."""
    from django.conf import settings

    made = ask(ada.owner)
    grant(made.pk)
    before = {path for path in Path(settings.SOTTO.state_dir).rglob("*") if path.is_file()}
    for _ in fetch(made.pk, subject=ada.owner):
        now = {path for path in Path(settings.SOTTO.state_dir).rglob("*") if path.is_file()}
        assert now <= before
