"""Whoever got data is told what becomes of it, again and again, until it answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from sotto.engines.mail.fake import FakeMailer
from sotto.engines.webhook.fake import FakeWebhooks
from sotto.features.directory.services import add_person
from sotto.trust.audit.models import Entry
from sotto.trust.recipients import queries
from sotto.trust.recipients.models import Notice, Recipient, Transfer
from sotto.trust.recipients.rules import Answer, Channel, Ground, State, Topic
from sotto.trust.recipients.services import (
    AddressRefused,
    CountryRefused,
    LinkSpent,
    NameMissing,
    RecipientEnded,
    add_recipient,
    answer_by_link,
    deliver_due,
    end_recipient,
    note_answer,
    record_transfer,
    tell,
)
from sotto.trust.recipients.tests.conftest import HOOK, MAIL, add
from sotto.trust.tenants.models import Tenant
from tests.contracts import mail_rigs
from tests.contracts.mail_rigs import MailRig
from tests.rows import stored_in

pytestmark = pytest.mark.room


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def hooks() -> FakeWebhooks:
    return FakeWebhooks()


@pytest.fixture
def deliver(office: Tenant, mailer: FakeMailer, hooks: FakeWebhooks) -> Callable[..., int]:
    """What is due after so much time."""

    def send(after: timedelta = timedelta(0)) -> int:
        now = timezone.now() + after
        return deliver_due(office.pk, now=now, mailer=mailer, webhooks=hooks)

    return send


def only() -> Notice:
    return Notice.objects.get()


def link_in(text: str) -> str:
    """The token of the link in a letter."""
    [address] = {word for word in text.split() if word.startswith("https://")}
    return address.rstrip("/").rsplit("/", 1)[-1]


def test_what_is_passed_on_stands_in_the_register_and_in_the_trail(
    by_mail: Transfer, subject: UUID
) -> None:
    assert (by_mail.categories, by_mail.ground) == (["provisioning"], "contract")
    assert queries.transfers_of(subject) == [by_mail]
    assert Entry.objects.filter(action="recipients:data:transferred", owner=subject).exists()


def test_each_recipient_is_told_of_an_erasure_once(
    by_mail: Transfer, by_hand: Transfer, subject: UUID
) -> None:
    assert len(tell(subject, Topic.ERASURE)) == len((by_mail, by_hand))
    assert tell(subject, Topic.ERASURE) == []


def test_who_never_got_anything_is_told_nothing(by_mail: Transfer) -> None:
    assert tell(uuid4(), Topic.ERASURE) == []


def test_a_letter_names_the_transfer_and_nobody(
    by_mail: Transfer, subject: UUID, mailer: FakeMailer, deliver: Callable[..., int]
) -> None:
    tell(subject, Topic.ERASURE)
    assert deliver() == 1
    [letter] = mailer.letters
    assert letter.to == MAIL
    assert str(by_mail.pk) in letter.text
    assert str(subject) not in letter.text
    assert only().state is State.SENT


def test_a_webhook_tells_the_same_to_a_program(
    by_webhook: Transfer, subject: UUID, hooks: FakeWebhooks, deliver: Callable[..., int]
) -> None:
    tell(subject, Topic.RECTIFICATION, fields=["directory.name"])
    deliver()
    [(address, message)] = hooks.told
    assert address == HOOK
    assert message.body["type"] == "data.rectification"
    assert message.body["references"] == [str(by_webhook.pk)]
    assert message.body["fields"] == ["directory.name"]


def test_a_program_that_answers_at_once_is_done(
    by_webhook: Transfer, subject: UUID, hooks: FakeWebhooks, deliver: Callable[..., int]
) -> None:
    hooks.answers[HOOK] = {"status": "done"}
    tell(subject, Topic.ERASURE)
    deliver()
    assert (only().state, only().answer) == (State.ANSWERED, Answer.DONE)


@pytest.mark.parametrize("answer", [{"status": "hacked"}, {"status": ["done"]}, {"x": "done"}])
def test_an_answer_that_says_nothing_we_know_is_none(
    by_webhook: Transfer,
    subject: UUID,
    hooks: FakeWebhooks,
    deliver: Callable[..., int],
    answer: dict[str, Any],
) -> None:
    hooks.answers[HOOK] = answer
    tell(subject, Topic.ERASURE)
    deliver()
    assert only().state is State.SENT


def test_who_is_away_is_tried_again_and_nothing_is_lost(
    by_mail: Transfer, subject: UUID, mailer: FakeMailer, deliver: Callable[..., int]
) -> None:
    tell(subject, Topic.ERASURE)
    mailer.is_away = True
    assert [deliver(), deliver(), deliver(timedelta(minutes=2))] == [0, 0, 0]
    assert (only().attempts, only().state) == (2, State.WAITING)
    mailer.is_away = False
    assert deliver(timedelta(hours=1)) == 1
    assert len(mailer.letters) == 1


def test_who_is_silent_is_reminded_and_then_said_to_be_silent(
    by_mail: Transfer, subject: UUID, mailer: FakeMailer, deliver: Callable[..., int]
) -> None:
    tell(subject, Topic.ERASURE)
    for week in range(6):
        deliver(timedelta(days=7 * week, minutes=week))
    assert len(mailer.letters) == 1 + 3
    assert "have not heard" in mailer.letters[-1].text
    assert only().state is State.SILENT


def test_an_address_that_does_not_exist_waits_for_somebody_to_tell_it_otherwise(
    by_mail: Transfer, subject: UUID, mailer: FakeMailer, deliver: Callable[..., int]
) -> None:
    mailer.refused.add(MAIL)
    tell(subject, Topic.ERASURE)
    assert deliver() == 0
    assert only().state is State.IMPOSSIBLE
    assert only().is_for_hand


def test_what_is_told_by_hand_waits_for_a_hand(
    by_hand: Transfer, subject: UUID, deliver: Callable[..., int]
) -> None:
    tell(subject, Topic.ERASURE)
    assert deliver() == 0
    assert only().is_for_hand
    note_answer(only().pk, Answer.NOTHING_KEPT)
    assert (only().state, only().noted_by) == (State.ANSWERED, "system")


def test_the_link_in_a_letter_answers_once(
    by_mail: Transfer, subject: UUID, mailer: FakeMailer, deliver: Callable[..., int]
) -> None:
    tell(subject, Topic.ERASURE)
    deliver()
    token = link_in(mailer.letters[0].text)
    answer_by_link(token, Answer.DONE)
    assert only().state is State.ANSWERED
    with pytest.raises(LinkSpent):
        answer_by_link(token, Answer.REFUSED)


def test_looking_at_the_link_changes_nothing_and_pressing_answers(
    by_mail: Transfer, subject: UUID, mailer: FakeMailer, deliver: Callable[..., int]
) -> None:
    tell(subject, Topic.ERASURE)
    deliver()
    address = reverse("recipients:answer", args=[link_in(mailer.letters[0].text)])
    stranger = Client()
    assert stranger.get(address).status_code == 200
    assert only().state is State.SENT
    assert stranger.post(address, {"answer": "done"}).status_code == 200
    assert only().state is State.ANSWERED
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 32 + "guess", "é" * 40])
def test_a_link_that_is_none_of_ours_says_so(office: Tenant, token: str) -> None:
    with pytest.raises(LinkSpent):
        answer_by_link(token, Answer.DONE)


def test_nothing_goes_to_whom_was_ended_but_it_is_still_told(
    by_mail: Transfer, subject: UUID
) -> None:
    end_recipient(by_mail.recipient_id)
    with pytest.raises(RecipientEnded):
        record_transfer(by_mail.recipient_id, subject)
    assert len(tell(subject, Topic.ERASURE)) == 1


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"purpose": "x" * 201}, NameMissing),
        ({"channel": Channel.EMAIL, "address": "nowhere"}, AddressRefused),
        ({"channel": Channel.EMAIL, "address": "a@b.example\nBcc: c@d"}, AddressRefused),
        ({"channel": Channel.WEBHOOK, "address": "http://plain.example"}, AddressRefused),
        ({"country": "Germany"}, CountryRefused),
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(
    office: Tenant, told: dict[str, Any], refusal: type[Exception]
) -> None:
    good: dict[str, Any] = {
        "name": "Payroll",
        "purpose": "wages",
        "channel": Channel.MANUAL,
        "ground": Ground.CONTRACT,
    }
    with pytest.raises(refusal):
        add_recipient(**{**good, **told})
    assert not Recipient.objects.exists()


def test_another_tenant_sees_none_of_it(by_mail: Transfer, hotel: Tenant) -> None:
    from sotto.trust.tenants.services import within

    with within(hotel.pk):
        assert queries.recipients() == []


def test_name_and_address_of_a_recipient_are_sealed(office: Tenant) -> None:
    add(Channel.EMAIL, MAIL)
    stored = stored_in("recipients_recipient")
    assert str(office.pk) in stored
    assert MAIL not in stored
    assert "Payroll" not in stored


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailRig]:
    """A real one, named in the settings."""
    with mail_rigs.real(tmp_path) as rig:
        assert rig.config is not None
        changed = mail_rigs.settings_for(rig.config)
        with override_settings(SOTTO=settings.SOTTO.model_copy(update=changed)):
            yield rig


def test_an_erasure_tells_recipients_and_its_certificate_says_what_they_answered(
    office: Tenant, server: MailRig
) -> None:
    from sotto.personal_data.models import Erasure
    from sotto.trust.dataprotection.services import erase_subject

    ada = add_person(name="Ada Example", extension="2001")
    record_transfer(add(Channel.EMAIL, MAIL).pk, ada.owner)
    erase_subject(office.pk, ada.owner)
    deliver_due(office.pk, now=timezone.now())
    [letter] = server.office.letters
    assert "Ada" not in letter.as_string()
    note_answer(only().pk, Answer.DONE)
    told = Erasure.objects.get(subject=ada.owner).told
    assert [(one["recipient"], one["state"]) for one in told] == [("Payroll Ltd", "done")]
