"""A legal hold: placed by one person, approved by another, and what it keeps outlives an erasure.

Art. 17(3)(e) GDPR; PBX-70.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sotto.features.calls.models import Call
from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.models import EdgeNumber, Person
from sotto.features.voicemail.models import Message
from sotto.keyring.client import KeyringRefused
from sotto.personal_data.actor import acting
from sotto.personal_data.held import open_held
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holding_of
from sotto.personal_data.sealed_file import path_of
from sotto.personal_data.vocabulary import ACCOUNT, CALL_DETAIL, VOICEMAIL, Purpose
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import (
    advance_erasures,
    erase_subject,
    preview_of,
)
from sotto.trust.holds import queries, services
from sotto.trust.holds.models import Hold
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room

OFFICER, COUNSEL = str(uuid4()), str(uuid4())
REASON = "Claim before the court of Cologne"


def soon() -> date:
    return datetime.now(UTC).date() + timedelta(days=90)


@contextmanager
def by(actor: str, purpose: Purpose = Purpose.OPERATE) -> Iterator[None]:
    with acting(actor, purpose=purpose):
        yield


def placed(person: Person, **more: object) -> Hold:
    with by(OFFICER):
        return services.place(person.owner, reason=REASON, review_on=soon(), **more)  # type: ignore[arg-type]


def standing(person: Person, **more: object) -> Hold:
    hold = placed(person, **more)
    with by(COUNSEL):
        return services.approve(hold)


def lifted(hold: Hold) -> Hold:
    with by(OFFICER):
        asked = services.lift(hold)
    with by(COUNSEL):
        return services.approve_lift(asked)


def test_a_hold_keeps_nothing_until_somebody_else_approves_it(ada: Person) -> None:
    hold = placed(ada)
    assert queries.held_subjects() == set()
    with by(OFFICER), pytest.raises(services.SomebodyElseMust):
        services.approve(hold)
    with by(COUNSEL):
        services.approve(hold)
    assert queries.held_subjects() == {ada.owner}


def test_the_same_person_in_other_letters_is_not_somebody_else(ada: Person) -> None:
    hold = placed(ada)
    with by(f" {OFFICER.upper()} "), pytest.raises(services.SomebodyElseMust):
        services.approve(hold)


def test_the_keyring_itself_wants_two_people(office: Tenant, ada: Person) -> None:
    with pytest.raises(KeyringRefused):
        keyring().hold(office.pk, uuid4(), [], actors=(OFFICER, OFFICER))
    hold = standing(ada)
    with pytest.raises(KeyringRefused):
        keyring().release_hold(office.pk, hold.pk, actors=(COUNSEL, COUNSEL))


def test_the_reason_is_sealed_and_outlives_the_person(ada: Person) -> None:
    hold = standing(ada)
    erase_subject(ada.tenant_id, ada.owner)
    found = Hold.objects.get(pk=hold.pk)
    assert found.facts["reason"] == REASON
    assert REASON.encode() not in bytes(Hold.objects.values_list("facts", flat=True)[0] or b"")


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"reason": " "}, services.ReasonMissing),
        ({"reason": "x" * 2001}, services.ReasonMissing),
        ({"review_on": date(2020, 1, 1)}, services.ReviewRefused),
        ({"review_on": date(2100, 1, 1)}, services.ReviewRefused),
        ({"retentions": [77]}, services.ClassUnknown),
        ({"first": date(2026, 5, 1), "last": date(2026, 4, 1)}, services.RangeRefused),
    ],
)
def test_what_makes_no_sense_is_refused(
    ada: Person, fault: dict[str, object], refusal: type[Exception]
) -> None:
    good: dict[str, object] = {"reason": REASON, "review_on": soon()}
    with pytest.raises(refusal):
        services.place(ada.owner, **{**good, **fault})  # type: ignore[arg-type]
    assert not Hold.objects.exists()


def test_under_a_hold_an_erasure_keeps_the_rows_and_nothing_of_them_opens(
    office: Tenant, ada: Person
) -> None:
    standing(ada, retentions=[VOICEMAIL.code])
    entry = erase_subject(office.pk, ada.owner)
    message = Message.objects.get()
    assert message.about_caller["number"] == "+49301234567"  # The caller is not erased.
    assert path_of(office.pk, message.audio).exists()
    assert Person.objects.get().about_owner.erased  # A shell: the mailbox hangs on it.
    assert not EdgeNumber.objects.filter(number="2001").exists()
    [held] = [one for one in entry.kept if one["table"] == "voicemail.Message"]
    assert (held["count"], held["until"]) == (1, soon().isoformat())
    assert "Art. 17(3)(e)" in held["ground"]


def test_what_is_held_opens_for_claims_and_for_nothing_else(office: Tenant, ada: Person) -> None:
    hold = standing(ada, retentions=[CALL_DETAIL.code])
    erase_subject(office.pk, ada.owner)
    [call] = Call.objects.all()
    assert call.about_caller.erased
    holding = holding_of(Call)
    with by(COUNSEL, Purpose.CLAIMS):
        [opened] = open_held(hold.pk, holding, [call])
    assert opened["about_caller"]["name"] == "Ada Example"
    with by(COUNSEL, Purpose.SHOW), pytest.raises(KeyringRefused):
        open_held(hold.pk, holding, [call])
    with by(COUNSEL, Purpose.CLAIMS), pytest.raises(KeyringRefused):
        open_held(uuid4(), holding, [call])


def test_evidence_is_written_in_full_and_the_writing_is_audited(
    office: Tenant, ada: Person
) -> None:
    hold = standing(ada, retentions=[CALL_DETAIL.code, VOICEMAIL.code])
    erase_subject(office.pk, ada.owner)
    raw = io.BytesIO()
    with by(COUNSEL):
        assert services.write_evidence(hold, to=raw) == 2
    with zipfile.ZipFile(raw) as archive:
        evidence = json.loads(archive.read("evidence.json"))
        [audio] = [name for name in archive.namelist() if name.endswith(".wav")]
        assert archive.read(audio).startswith(b"RIFF")
    assert "Ada Example" in json.dumps(evidence)
    assert Entry.objects.filter(action="holds:evidence:written", actor=COUNSEL).exists()


def test_what_came_after_the_hold_was_placed_is_kept_as_well(office: Tenant, ada: Person) -> None:
    hold = standing(ada, retentions=[CALL_DETAIL.code])
    party = {"subject": str(ada.owner), "number": "2001", "name": "Ada Later"}
    record_reports([ended(office, caller=party)])
    erase_subject(office.pk, ada.owner)
    with by(COUNSEL, Purpose.CLAIMS):
        opened = open_held(hold.pk, holding_of(Call), list(Call.objects.all()))
    assert {one["about_caller"]["name"] for one in opened} == {"Ada Example", "Ada Later"}


def test_outside_its_months_a_hold_keeps_nothing(office: Tenant, ada: Person) -> None:
    standing(ada, retentions=[CALL_DETAIL.code], last=date(2020, 1, 1))
    erase_subject(office.pk, ada.owner)
    assert not Call.objects.exclude(caller=None).exists()


def test_the_other_party_of_a_held_row_is_kept_in_it_though_erased(
    office: Tenant, ada: Person
) -> None:
    standing(ada, retentions=[VOICEMAIL.code])
    caller = Message.objects.get().caller
    entry = erase_subject(office.pk, caller)
    assert Message.objects.get().about_caller.erased
    assert [one["table"] for one in entry.kept if "17(3)(e)" in one["ground"]] == [
        "voicemail.Message"
    ]


def test_lifting_takes_two_people_and_then_the_deletion_completes_by_itself(
    office: Tenant, ada: Person
) -> None:
    hold = standing(ada)
    name = Message.objects.get().audio
    erase_subject(office.pk, ada.owner)
    with by(OFFICER):
        asked = services.lift(hold)
    with by(OFFICER), pytest.raises(services.SomebodyElseMust):
        services.approve_lift(asked)
    assert Message.objects.exists()
    with by(COUNSEL):
        services.approve_lift(asked)
    advance_erasures()
    assert not Message.objects.exists()
    assert not Person.objects.exists()
    assert not path_of(office.pk, name).exists()
    assert not [one for one in Erasure.objects.get().kept if "17(3)(e)" in one["ground"]]


def test_after_it_was_lifted_nothing_opens_by_it(office: Tenant, ada: Person) -> None:
    hold = standing(ada, retentions=[CALL_DETAIL.code])
    [call] = Call.objects.all()
    lifted(hold)
    with by(COUNSEL, Purpose.CLAIMS), pytest.raises(KeyringRefused):
        open_held(hold.pk, holding_of(Call), [call])
    with by(COUNSEL), pytest.raises(services.NotInForce):
        services.write_evidence(Hold.objects.get(), to=io.BytesIO())


def test_a_hold_that_nobody_approved_is_gone_with_the_first_word(ada: Person) -> None:
    hold = placed(ada)
    with by(OFFICER):
        assert services.lift(hold).lifted_at is not None
    with by(COUNSEL), pytest.raises(services.NotWaiting):
        services.approve(hold)


def test_a_hold_is_not_approved_while_an_erasure_takes_its_last_step(ada: Person) -> None:
    """Whichever comes first holds the ledger's line; the other waits for it, and then sees."""
    hold = placed(ada)
    with by(COUNSEL), CaptureQueriesContext(connection) as asked:
        services.approve(hold)
    ledger = [one["sql"] for one in asked if 'FROM "personal_data_erasure"' in one["sql"]]
    assert ledger[0].endswith("FOR UPDATE")


def test_who_is_erased_can_be_held_no_more(office: Tenant, ada: Person) -> None:
    waiting = placed(ada)
    erase_subject(office.pk, ada.owner)
    with pytest.raises(services.AlreadyErased):
        placed(ada)
    with by(COUNSEL), pytest.raises(services.AlreadyErased):
        services.approve(waiting)


def test_the_dry_run_counts_what_is_held_as_kept(ada: Person) -> None:
    before = preview_of(ada.owner)
    standing(ada, retentions=[VOICEMAIL.code])
    after = preview_of(ada.owner)
    assert before.counts["voicemail.Message"] == 1
    assert "voicemail.Message" not in after.counts
    assert (before.files, after.files) == (1, 0)
    assert "voicemail.Message" in {one.table for one in after.kept}


def test_a_hold_on_one_class_lets_the_others_go(office: Tenant, ada: Person) -> None:
    standing(ada, retentions=[CALL_DETAIL.code])
    erase_subject(office.pk, ada.owner)
    assert not Person.objects.exists()
    assert not Message.objects.exists()
    assert Call.objects.filter(caller=ada.owner).exists()
    assert ACCOUNT.code not in Hold.objects.get().retentions
