"""One content key for several people: what a copy from yesterday opens, and what a thief can paste.

The rows are read back as a restored backup would have them: envelopes, files and shares of then.
"""

import pytest
from django.core.exceptions import FieldError

from sotto.personal_data.clearing import clear
from sotto.personal_data.envelope import EnvelopeDamaged
from sotto.personal_data.keys import SubjectErased
from sotto.personal_data.sealed_file import StoredFile, path_of
from sotto.personal_data.shared import KeyIsSplit, decide, let_in, share, undecided
from sotto.personal_data.vocabulary import Sharing
from sotto.trust.tenants.models import Tenant
from tests.two_party.kinds.groups import AnyErases, ControllerDecides, Meeting
from tests.two_party.models import Conference, Seat
from tests.two_party.stage import Stage, content_of

pytestmark = pytest.mark.room


@pytest.fixture
def stage(office: Tenant) -> Stage:
    return Stage(office)


class Backup:
    """All of one conference, as it lay there."""

    def __init__(self, meeting: Meeting) -> None:
        self.conference = Conference.objects.filter(pk=meeting.conference.pk).values().get()
        self.seats = list(Seat.objects.filter(conference=meeting.conference).values())
        self.path = path_of(meeting.stage.tenant.pk, self.conference["audio"])
        self.file = self.path.read_bytes()

    def restored(self) -> Conference:
        Conference.objects.filter(pk=self.conference["id"]).delete()
        Conference(**self.conference).save(force_insert=True)
        Seat.objects.bulk_create(Seat(**seat) for seat in self.seats)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(self.file)
        found: Conference = Conference.objects.get(pk=self.conference["id"])
        return found


def opens(conference: Conference) -> set[bool]:
    return {not conference.minutes.erased, content_of(StoredFile.of(conference, "audio")) != b""}


@pytest.mark.parametrize(
    ("kind", "erased", "still_opens"),
    [
        (AnyErases, "", True),
        (AnyErases, "A", False),
        (AnyErases, "C", False),
        (Meeting, "A", True),
        (Meeting, "AB", True),
        (Meeting, "ABC", False),
        (ControllerDecides, "A", False),
        (ControllerDecides, "ABC", False),
    ],
)
def test_what_a_restored_backup_opens_is_what_the_policy_leaves(
    stage: Stage, *, kind: type[Meeting], erased: str, still_opens: bool
) -> None:
    backup = Backup(kind(stage, {"participant": ["A", "B", "C"]}))
    for letter in erased:
        stage.erase(letter)
    assert opens(backup.restored()) == {still_opens}


def test_no_share_and_no_row_has_the_key_in_the_clear(stage: Stage) -> None:
    meeting = Meeting(stage, {"participant": ["A", "B"]})
    first, second = Seat.objects.filter(conference=meeting.conference)
    key = bytes.fromhex(first.share["share"])
    assert second.share["share"] == key.hex()
    backup = Backup(meeting)
    raw = b"".join([backup.file, repr((backup.conference, backup.seats)).encode()])
    assert key not in raw
    assert key.hex().encode() not in raw


def test_shares_of_a_split_key_tell_nothing_one_by_one(stage: Stage) -> None:
    meeting = AnyErases(stage, {"participant": ["A", "B", "C"]})
    shares = {seat.share["share"] for seat in Seat.objects.filter(conference=meeting.conference)}
    assert len(shares) == 3
    Seat.objects.filter(conference=meeting.conference)[:1].get().delete()
    assert opens(Conference.objects.get()) == {False}


def test_a_share_pasted_into_another_seat_does_not_open(stage: Stage) -> None:
    meeting = Meeting(stage, {"participant": ["A", "B"]})
    first, second = Seat.objects.filter(conference=meeting.conference).values("pk", "share")
    Seat.objects.filter(pk=second["pk"]).update(share=first["share"])
    with pytest.raises(EnvelopeDamaged):
        content_of(StoredFile.of(Conference.objects.get(), "audio"))


def test_a_seat_moved_to_another_conference_opens_nothing_there(stage: Stage) -> None:
    mine, theirs = (Meeting(stage, {"participant": [letter]}) for letter in "AB")
    Seat.objects.filter(conference=theirs.conference).delete()
    Seat.objects.filter(conference=mine.conference).update(conference=theirs.conference)
    with pytest.raises(EnvelopeDamaged):
        content_of(StoredFile.of(Conference.objects.get(pk=theirs.conference.pk), "audio"))


def test_a_row_that_was_read_before_opens_nothing_after(stage: Stage) -> None:
    meeting = ControllerDecides(stage, {"participant": ["A", "B"]})
    old = Conference.objects.get(pk=meeting.conference.pk)
    stage.erase("A")
    assert not old.minutes
    assert content_of(StoredFile.of(old, "audio")) == b""


def test_what_is_split_lets_nobody_in(stage: Stage) -> None:
    meeting = AnyErases(stage, {"participant": ["A", "B"]})
    with pytest.raises(KeyIsSplit):
        meeting.late_comes_in()
    assert meeting.left() == {"seat=A", "seat=B", "content"}


def test_nobody_is_let_in_by_the_erased(stage: Stage) -> None:
    meeting = ControllerDecides(stage, {"participant": ["A", "B"]})
    stage.erase("A")
    with pytest.raises(SubjectErased):
        let_in(Conference.objects.get(), meeting._seat("L"))


def test_a_record_is_shared_out_once(stage: Stage) -> None:
    meeting = Meeting(stage, {"participant": ["A"]})
    with pytest.raises(FieldError):
        share(meeting.conference, [meeting._seat("B")])
    assert meeting.left() == {"seat=A", "content"}


def test_an_erased_participant_cannot_be_given_a_share(stage: Stage) -> None:
    stage.erase("A")
    with pytest.raises(SubjectErased):
        Meeting(stage, {"participant": ["A", "B"]})
    assert not Seat.objects.exists()


def test_a_decision_changes_only_what_waits_for_one(stage: Stage) -> None:
    meeting = ControllerDecides(stage, {"participant": ["A", "B"]})
    decide(meeting.conference, keep=False)
    assert meeting.left() == {"seat=A", "seat=B", "content"}
    assert not undecided(Conference).exists()
    assert Conference.objects.get().sharing == Sharing.CONTROLLER


def test_a_seat_under_legal_hold_keeps_what_was_shared(stage: Stage) -> None:
    meeting = AnyErases(stage, {"participant": ["A", "B"]})
    held = Seat.objects.get(participant=stage.subject("A")).pk
    clear(stage.subject("A"), spared={"two_party.Seat": [held]})
    assert meeting.left() == {"seat=A", "seat=B", "content"}
    [name] = clear(stage.subject("A"), spared={}).files
    path_of(stage.tenant.pk, name).unlink()
    assert meeting.left() == {"seat=B"}


def test_an_archive_has_what_was_said_by_all_and_masks_who_the_others_were(stage: Stage) -> None:
    meeting = Meeting(stage, {"participant": ["A", "B"]})
    archive = stage.archive_of("A")
    assert meeting.text in archive
    assert meeting.audio.decode(errors="replace") in archive
    assert stage.person("A").markers == {one for one in stage.person("A").markers if one in archive}
    assert not [one for one in stage.person("B").markers if one in archive]


def test_no_archive_and_no_list_opens_a_share(stage: Stage) -> None:
    meeting = Meeting(stage, {"participant": ["A", "B"]})
    key = Seat.objects.filter(conference=meeting.conference)[:1].get().share["share"]
    assert key not in stage.archive_of("A")
