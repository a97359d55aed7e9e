"""Erasing is a chain: asked, approved, and then it never runs backwards; PBX-70, ENT-70, MSP-70."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection

from sotto.backbone import events
from sotto.features.directory.models import EdgeNumber, Person
from sotto.features.directory.services import add_device, add_person
from sotto.features.voicemail.models import Message
from sotto.features.voicemail.queries import mailbox_of
from sotto.features.voicemail.tests.conftest import leave
from sotto.personal_data import erasure
from sotto.personal_data.keys import SubjectErased, keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.sealed_file import path_of
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.events import SubjectDenied
from sotto.trust.dataprotection.rules import State
from sotto.trust.dataprotection.services import (
    NotWaiting,
    PreviewForeign,
    PreviewStale,
    advance_erasure,
    advance_erasures,
    approve_erasure,
    ask_erasure,
    commit_identity,
    erase_subject,
    preview_of,
)
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room
Step = Callable[[Erasure], None]


@pytest.fixture
def ada(office: Tenant) -> Person:
    person = add_person(name="Ada Example", extension="2001", email="ada@example.org")
    add_device(person=person)
    return person


def asked(tenant: Tenant, person: Person) -> Erasure:
    return ask_erasure(tenant.pk, person.owner)


def a_message_for(person: Person) -> Message:
    mailbox = mailbox_of(person.pk)
    assert mailbox is not None
    message = leave(mailbox)
    assert message is not None
    return message


def test_nothing_is_erased_before_it_is_approved(office: Tenant, ada: Person) -> None:
    entry = asked(office, ada)
    assert advance_erasures() == 0
    advance_erasure(office.pk, entry.pk)
    assert Person.objects.get().about_owner["name"] == "Ada Example"
    assert queries.state_of_erasure(Erasure.objects.get()) is State.ASKED


def test_the_ledger_says_who_asked_and_who_approved(office: Tenant, ada: Person) -> None:
    entry = approve_erasure(asked(office, ada))
    assert (entry.asked_by, entry.approved_by) == ("system", "system")
    actions = Entry.objects.filter(object_id=entry.pk).values_list("action", flat=True)
    assert {"dataprotection:erasure:asked", "dataprotection:erasure:approved"} <= set(actions)


def test_an_erasure_is_approved_once(office: Tenant, ada: Person) -> None:
    entry = approve_erasure(asked(office, ada))
    with pytest.raises(NotWaiting):
        approve_erasure(entry)


def test_the_dry_run_counts_and_changes_nothing(office: Tenant, ada: Person) -> None:
    a_message_for(ada)
    preview = preview_of(ada.owner)
    assert preview.counts["directory.Person"] == preview.counts["directory.Device"] == 1
    assert preview.files == 1
    assert preview.titles["voicemail.Message"] == "Messages"
    assert preview.others["voicemail.Message"] == 1
    assert not Person.objects.get().about_owner.erased


def test_the_dry_run_says_what_is_kept_and_why(office: Tenant, ada: Person) -> None:
    [trail] = [one for one in preview_of(ada.owner).kept if one.table == "audit.Entry"]
    assert trail.count == Entry.objects.filter(owner=ada.owner).count() > 0
    assert "17(3)(b) GDPR" in trail.ground


def test_a_dry_run_that_has_not_grown_may_be_approved(office: Tenant, ada: Person) -> None:
    seen = preview_of(ada.owner).token
    assert approve_erasure(asked(office, ada), seen=seen).approved_at is not None


def test_a_dry_run_that_shows_less_than_there_is_now_is_refused(
    office: Tenant, ada: Person
) -> None:
    seen = preview_of(ada.owner).token
    entry = asked(office, ada)
    add_device(person=ada)
    with pytest.raises(PreviewStale):
        approve_erasure(entry, seen=seen)
    assert Erasure.objects.get().approved_at is None


@pytest.mark.parametrize("token", ["", "nonsense", "e30:1abc:signature"])
def test_a_token_that_is_no_dry_run_of_ours_is_refused(
    office: Tenant, ada: Person, token: str
) -> None:
    entry = asked(office, ada)
    with pytest.raises(PreviewForeign):
        approve_erasure(entry, seen=token)


def test_the_dry_run_of_somebody_else_is_refused(office: Tenant, ada: Person) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    with pytest.raises(PreviewForeign):
        approve_erasure(asked(office, ada), seen=preview_of(bob.owner).token)


@pytest.mark.parametrize(
    "done_before_the_crash",
    [[], [erasure.deny], [erasure.deny, erasure.destroy_key]],
    ids=["approved", "denied", "destroyed"],
)
def test_an_erasure_cut_off_after_any_step_is_finished_later(
    office: Tenant, ada: Person, done_before_the_crash: list[Step]
) -> None:
    entry = approve_erasure(asked(office, ada))
    for step in done_before_the_crash:
        step(entry)
    assert advance_erasures() == 1
    entry.refresh_from_db()
    assert entry.deleted_at is not None
    assert not Person.objects.exists()


def test_from_the_tombstone_on_nothing_opens_and_nothing_is_sealed(
    office: Tenant, ada: Person
) -> None:
    erasure.deny(erasure.begin(office.pk, ada.owner))
    assert Person.objects.get().about_owner.erased
    with pytest.raises(SubjectErased):
        add_device(person=Person.objects.get())


def test_the_erased_cannot_be_called(office: Tenant, ada: Person) -> None:
    erase_subject(office.pk, ada.owner)
    assert not EdgeNumber.objects.filter(number="2001").exists()


def test_the_number_may_be_given_to_somebody_else(office: Tenant, ada: Person) -> None:
    erase_subject(office.pk, ada.owner)
    assert add_person(name="Bob Example", extension="2001").owner != ada.owner


def test_files_go_with_the_mailbox_that_falls_with_its_person(office: Tenant, ada: Person) -> None:
    name = a_message_for(ada).audio
    assert path_of(office.pk, name).exists()
    entry = erase_subject(office.pk, ada.owner)
    assert not path_of(office.pk, name).exists()
    assert entry.counts["voicemail.Message: files deleted"] == 1
    assert entry.counts["voicemail.Message: rows deleted"] == 1


def test_a_file_that_was_missing_is_said_to_have_been_missing(office: Tenant, ada: Person) -> None:
    path_of(office.pk, a_message_for(ada).audio).unlink()
    a_message_for(ada)
    counts = erase_subject(office.pk, ada.owner).counts
    assert counts["voicemail.Message: files deleted"] == 1
    assert counts["voicemail.Message: files missing"] == 1


def test_erasing_is_in_the_trail_and_the_trail_stays(office: Tenant, ada: Person) -> None:
    before = Entry.objects.count()
    entry = erase_subject(office.pk, ada.owner)
    assert Entry.objects.count() > before
    assert Entry.objects.get(action="dataprotection:person:erased").object_id == entry.pk


def test_a_tenant_cannot_erase_the_person_of_another(
    office: Tenant, hotel: Tenant, ada: Person
) -> None:
    erase_subject(hotel.pk, ada.owner)
    with within(office.pk):
        assert not Person.objects.get().about_owner.erased
        erase_subject(office.pk, ada.owner)
        assert not Person.objects.exists()


def test_an_erasure_waits_until_no_copy_of_the_key_store_opens_anything(
    office: Tenant, ada: Person
) -> None:
    entry = erase_subject(office.pk, ada.owner)
    assert queries.state_of_erasure(entry) is State.WAITING
    keyring().rotate(actor="system")
    assert advance_erasure(office.pk, entry.pk).epoch_passed_at is None
    keyring().rotate(actor="system")
    passed = advance_erasure(office.pk, entry.pk)
    assert passed.epoch_passed_at is not None
    assert passed.destroyed_in is not None
    assert passed.passed_in == passed.destroyed_in + 2


def test_the_receipt_binds_the_identity_and_is_not_kept(office: Tenant, ada: Person) -> None:
    entry = asked(office, ada)
    receipt = commit_identity(entry, "extension 2001, identity card seen")
    stored = str(Erasure.objects.values().get())
    assert len(receipt) == 64
    assert receipt not in stored
    assert "2001" not in stored


def test_a_file_that_cannot_be_removed_is_named_and_tried_again(
    office: Tenant, ada: Person
) -> None:
    path = path_of(office.pk, a_message_for(ada).audio)
    path.unlink()
    path.mkdir()  # Whoever erases can't unlink a folder, whatever rights it has.
    entry = erase_subject(office.pk, ada.owner)
    assert queries.state_of_erasure(entry) is State.STUCK
    assert entry.remains == [{"step": "files", "what": path.name, "why": "IsADirectoryError"}]
    assert entry.told_at is not None  # The other steps went on.
    assert "voicemail.Message: files deleted" not in entry.counts
    path.rmdir()
    path.touch()
    assert advance_erasures() == 1
    again = Erasure.objects.get()
    assert queries.state_of_erasure(again) is State.WAITING
    assert again.counts["voicemail.Message: files deleted"] == 1


def test_a_room_that_fails_is_named_and_told_again(
    office: Tenant, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[SubjectDenied] = []

    def fails_once(fact: SubjectDenied) -> None:
        told.append(fact)
        if len(told) == 1:
            raise ZeroDivisionError

    monkeypatch.setitem(
        events._reactions, SubjectDenied, [*events._reactions[SubjectDenied], fails_once]
    )
    entry = erase_subject(office.pk, ada.owner)
    assert [one["why"] for one in entry.remains] == ["ZeroDivisionError"]
    assert not Person.objects.exists()
    assert not EdgeNumber.objects.filter(number="2001").exists()
    advance_erasures()
    assert Erasure.objects.get().remains == []
    assert len(told) == 2


@pytest.fixture
def others_that_stay() -> Iterator[None]:
    """The application may not delete from one table, as after a restore that forgot its rights."""
    owner = {**connection.get_connection_params(), "user": "sotto_owner", "cursor_factory": None}
    with psycopg.connect(**owner, autocommit=True) as database:
        database.execute("REVOKE DELETE ON directory_otherparty FROM sotto_app")
        yield
        database.execute("GRANT DELETE ON directory_otherparty TO sotto_app")


def test_a_table_that_refuses_is_named_and_the_others_are_emptied(
    office: Tenant, ada: Person, others_that_stay: None
) -> None:
    mailbox = mailbox_of(ada.pk)
    assert mailbox is not None
    message = leave(mailbox)
    assert message is not None
    entry = erase_subject(office.pk, message.caller)
    assert [(one["step"], one["what"]) for one in entry.remains] == [
        ("deleted", "directory.OtherParty")
    ]
    assert not Message.objects.exists()
    assert queries.state_of_erasure(entry) is State.STUCK


def test_what_a_table_refused_is_deleted_once_it_lets_go(office: Tenant, ada: Person) -> None:
    entry = erase_subject(office.pk, ada.owner)
    entry.note("deleted", "directory.OtherParty", why="ProgrammingError")
    entry.save()
    assert queries.state_of_erasure(entry) is State.STUCK
    advance_erasures()
    assert Erasure.objects.get().remains == []
