"""Officers are reminded by e-mail: once for each stage, of numbers and dates alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from typing_extensions import override

from sotto.engines.mail.client import Letter
from sotto.engines.mail.fake import FakeMailer
from sotto.features.directory.models import Person
from sotto.trust.access.models import Account, Role
from sotto.trust.access.services import give_role
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.requests import queries
from sotto.trust.requests.jobs import remind_officers
from sotto.trust.requests.models import ReminderAddress, ReminderLetter
from sotto.trust.requests.services import (
    EmailRefused,
    NoOfficer,
    extend,
    mail_reminders,
    name_address,
    remind,
    withdraw,
)
from sotto.trust.requests.tests.conftest import ask
from sotto.trust.tenants.models import Tenant
from tests.browsers import account, browser_of
from tests.contracts import mail_rigs
from tests.contracts.mail_rigs import MailRig
from tests.rows import stored_in

pytestmark = pytest.mark.room

EMAIL = "officer@office.example"
CAME = date(2026, 2, 2)  # Its last day is Monday, 2 March.


@pytest.fixture
def officer(office: Tenant) -> Account:
    made = account(role=Role.OFFICER, name="grace")
    name_address(made.owner, email=EMAIL)
    return made


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def on(office: Tenant, mailer: FakeMailer) -> Callable[..., int]:
    """What the job does on a day of 2026."""

    def run(month: int, day: int) -> int:
        now = datetime(2026, month, day, 12, tzinfo=UTC)
        remind(now=now)
        return mail_reminders(office.pk, now=now, mailer=mailer)

    return run


def test_each_stage_is_told_once(
    ada: Person, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    ask(ada.owner, received_on=CAME)
    days = ((2, 15), (2, 16), (2, 17), (2, 22), (3, 1), (3, 2), (3, 3), (3, 4), (2, 10))
    assert [on(*day) for day in days] == [0, 1, 0, 1, 1, 1, 1, 0, 0]
    said = [letter.text.split(": ")[1].split(".")[0] for letter in mailer.letters]
    assert said == [
        "14 days left",
        "8 days left",
        "1 day left",
        "today is the last day",
        "1 day overdue",
    ]
    assert mailer.letters[-1].subject == "Sotto: 1 request is overdue"


def test_a_letter_names_the_request_and_nobody(
    ada: Person, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    made = ask(ada.owner, received_on=CAME, text="I am Ada and want to see it.")
    on(2, 16)
    [letter] = mailer.letters
    assert letter.to == EMAIL
    assert f"No. {made.number}, received on 2026-02-02, due on 2026-03-02" in letter.text
    assert reverse("requests:request", args=[made.pk]) in letter.text
    told = letter.subject + letter.text
    for word in ("Ada", "ada@", str(ada.owner), "2001", "Harbour", made.kind):
        assert word not in told


def test_letters_are_in_the_tenant_s_language(
    ada: Person, office: Tenant, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    Tenant.objects.filter(pk=office.pk).update(language="de")
    ask(ada.owner, received_on=CAME)
    on(2, 16)
    [letter] = mailer.letters
    assert letter.subject == "Sotto: 1 Antrag wartet auf seine Antwort"
    assert "heute" not in letter.text


def test_after_days_without_a_server_one_letter_says_it_all(
    ada: Person, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    for _ in range(5):
        ask(ada.owner, received_on=CAME)
    mailer.is_away = True
    assert [on(2, 16), on(2, 22), on(3, 1)] == [0, 0, 0]
    mailer.is_away = False
    assert [on(3, 2), on(3, 2)] == [1, 0]
    [letter] = mailer.letters
    assert letter.text.count("today is the last day") == 5


class Crash(BaseException):
    """The machine loses power."""


class CrashesAfterSending(FakeMailer):
    @override
    def send(self, letter: Letter) -> None:
        super().send(letter)
        raise Crash


def test_a_crash_between_letter_and_mark_sends_it_again_and_then_no_more(
    ada: Person, office: Tenant, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    ask(ada.owner, received_on=CAME)
    now = datetime(2026, 2, 16, 12, tzinfo=UTC)
    remind(now=now)
    crashing = CrashesAfterSending()
    with pytest.raises(Crash):
        mail_reminders(office.pk, now=now, mailer=crashing)
    assert (len(crashing.letters), ReminderLetter.objects.count()) == (1, 0)
    assert [on(2, 16), on(2, 16)] == [1, 0]
    assert mailer.letters == crashing.letters


def test_a_refused_address_is_shown_and_not_tried_again_before_it_is_named_anew(
    ada: Person, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    ask(ada.owner, received_on=CAME)
    mailer.refused.add(EMAIL)
    assert [on(2, 16), on(2, 17)] == [0, 0]
    assert ReminderLetter.objects.get().is_refused
    ReminderAddress.objects.update(named_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert queries.refused_letters().exists()
    mailer.refused.clear()
    assert on(2, 22) == 1
    name_address(officer.owner, email=EMAIL)
    assert not queries.refused_letters().exists()


def test_who_has_its_answer_or_asks_no_longer_is_not_reminded_of(
    ada: Person, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    made = ask(ada.owner, received_on=CAME)
    remind(now=datetime(2026, 2, 16, tzinfo=UTC))
    withdraw(made.pk)
    assert on(2, 17) == 0


def test_an_extended_request_is_reminded_of_again_on_its_own_last_day(
    ada: Person, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    made = ask(ada.owner, received_on=CAME)
    assert on(3, 2) == 1
    extend(made.pk, reason="Very many.", today=date(2026, 3, 2))
    assert [on(3, 3), on(5, 4), on(5, 5)] == [0, 1, 1]
    assert "today is the last day" in mailer.letters[1].text


@pytest.mark.parametrize("email", ["nowhere", "a@b.example\nBcc: c@d.example", "a" * 200 + "@b.eu"])
def test_what_is_no_address_is_refused(officer: Account, email: str) -> None:
    with pytest.raises(EmailRefused):
        name_address(officer.owner, email=email)
    assert ReminderAddress.objects.get().about_owner["email"] == EMAIL


def test_only_who_answers_requests_is_reminded(
    ada: Person, officer: Account, mailer: FakeMailer, on: Callable[..., int]
) -> None:
    with pytest.raises(NoOfficer):
        name_address(ada.owner, email="ada@example.org")
    ask(ada.owner, received_on=CAME)
    give_role(officer.pk, Role.USER)
    assert not ReminderAddress.objects.exists()
    assert on(2, 16) == 0


def test_an_address_is_sealed_and_goes_with_its_officer(office: Tenant, officer: Account) -> None:
    stored = stored_in("requests_reminderaddress")
    assert str(officer.owner) in stored
    assert EMAIL not in stored
    erase_subject(office.pk, officer.owner)
    assert not ReminderAddress.objects.exists()


def test_the_page_names_and_takes_back_one_s_own_address(officer: Account) -> None:
    browser, page = browser_of(officer), reverse("requests:reminders")
    assert EMAIL in browser.get(page).content.decode()
    assert "mail_host" in browser.get(page).content.decode()
    assert browser.post(page, {"email": "nowhere"}).status_code == 422
    assert browser.post(page, {"email": "new@office.example"}).status_code == 303
    assert ReminderAddress.objects.get().about_owner["email"] == "new@office.example"
    assert browser.post(page, {"email": ""}).status_code == 303
    assert not ReminderAddress.objects.exists()
    desk = browser.get(reverse("requests:requests")).content.decode()
    assert "Nobody is reminded by e-mail" in desk


def test_no_user_comes_to_the_page(officer: Account) -> None:
    user = browser_of(account(name="eve"))
    assert user.get(reverse("requests:reminders")).status_code == 403


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailRig]:
    """A real one, named in the settings."""
    with mail_rigs.real(tmp_path) as rig:
        assert rig.config is not None
        changed = mail_rigs.settings_for(rig.config)
        with override_settings(SOTTO=settings.SOTTO.model_copy(update=changed)):
            yield rig


def test_the_job_mails_over_the_server_that_is_set(
    ada: Person, officer: Account, server: MailRig
) -> None:
    ask(ada.owner, received_on=timezone.now().date() - timedelta(days=60))
    remind_officers()
    remind_officers()
    [letter] = server.office.letters
    assert letter["To"] == EMAIL
    assert "overdue" in str(letter["Subject"])
    assert "Ada" not in letter.as_string()


def test_without_a_mail_server_nothing_is_sent_or_marked(ada: Person, officer: Account) -> None:
    ask(ada.owner, received_on=timezone.now().date() - timedelta(days=60))
    remind_officers()
    assert not ReminderLetter.objects.exists()
    assert queries.untold(officer.owner)
