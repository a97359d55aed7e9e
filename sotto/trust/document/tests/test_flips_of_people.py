"""What happens to people's data goes wrong, and the right line says so."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from sotto.features.directory.models import Person, Withholding
from sotto.features.directory.services import add_device
from sotto.personal_data.models import Erasure
from sotto.personal_data.vocabulary import Sharing
from sotto.trust.access.models import Account
from sotto.trust.canaries.models import Canary
from sotto.trust.canaries.services.hatching import their_home
from sotto.trust.dataprotection.services import choose_sharing
from sotto.trust.document.rules import Verdict
from sotto.trust.document.services import probing
from sotto.trust.document.tests.flips import Flip, Outside, mode, statement
from sotto.trust.document.tests.people import (
    DOMAIN,
    a_search,
    configured,
    in_all,
    later,
    row,
    verdict_of,
    with_mail,
)
from sotto.trust.holds.models import Hold
from sotto.trust.requests.models import ReminderLetter
from sotto.trust.requests.services import mail_reminders, name_address, remind
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.contracts import mail_rigs

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]


def stray_folder() -> AbstractContextManager[None]:
    return _stray(settings.SOTTO.state_dir / "stray")


@contextmanager
def _stray(folder: Path) -> Iterator[None]:
    folder.mkdir()
    try:
        yield
    finally:
        folder.rmdir()


@contextmanager
def clear_file() -> Iterator[None]:
    """Somebody stored a recording without sealing it."""
    tenant = Tenant.objects.get(domain=DOMAIN)
    path = settings.SOTTO.files_dir / tenant.pk.hex / "aa" / uuid4().hex
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF....WAVE")
    try:
        yield
    finally:
        path.unlink()


def erased(tenant: Tenant, subject: UUID) -> Erasure:
    """The ledger says that this subject is gone."""
    now = timezone.now()
    return Erasure.objects.create(tenant=tenant, subject=subject, asked_at=now, deleted_at=now)


def a_living_person(tenant: Tenant) -> Erasure:
    return erased(tenant, Person.objects.get().owner)


def a_hidden_person_whom_the_edge_shows(tenant: Tenant) -> Withholding:
    """Chosen, and not projected."""
    person = Person.objects.get()
    add_device(person=person)
    return Withholding.objects.create(
        tenant=tenant, person=person, owner=person.owner, chosen_at=timezone.now()
    )


def a_stuck_erasure(tenant: Tenant) -> Erasure:
    now = timezone.now()
    return Erasure.objects.create(
        tenant=tenant, subject=uuid4(), asked_at=now, approved_at=now, remains=[{"step": "told"}]
    )


def a_lonely_hold(tenant: Tenant) -> Hold:
    now = timezone.now()
    return Hold.objects.create(
        tenant=tenant,
        owner=uuid4(),
        facts={"reason": "a dispute"},
        review_on=now.date() + timedelta(days=30),
        placed_at=now,
        placed_by="uid:0",
        approved_at=now,
        approved_by="uid:0",
    )


def a_canary_that_misses_a_table(_: Tenant) -> Canary:
    home = their_home()
    with within(home.pk):
        return Canary.objects.create(
            tenant=home,
            token="0" * 16,
            serial="000000",
            hatched_at=timezone.now() + timedelta(seconds=1),
            uncovered=["chat.Message"],
        )


FLIPS: list[tuple[str, str, Flip]] = [
    (
        "collected.declared",
        "a table that nobody thought of",
        statement("CREATE TABLE visitors (name text)", "DROP TABLE visitors"),
    ),
    ("collected.folders", "a folder that nobody thought of", Outside(stray_folder)),
    (
        "identity.stored_passwords",
        "kept as MD5",
        in_all(Account, password="md5$salt$0123456789abcdef0123456789abcdef"),
    ),
    ("identity.roles", "a role that is none", in_all(Account, role="root")),
    ("storage.sealed_files", "a clear file", clear_file),
    (
        "storage.sealed_rows",
        "a clear value",
        statement(
            "CREATE TABLE IF NOT EXISTS kept AS SELECT id, about_owner FROM directory_person; "
            "UPDATE directory_person SET about_owner = 'Ada Example'::bytea",
            "UPDATE directory_person p SET about_owner = k.about_owner FROM kept k "
            "WHERE k.id = p.id; DROP TABLE kept",
        ),
    ),
    ("keys.epoch", "nobody rewraps", later(timedelta(days=2))),
    ("keys.reach", "epochs of a week", configured(epoch_length=timedelta(days=7))),
    ("keys.socket", "for everybody", mode(lambda: settings.SOTTO.keyring_socket, 0o666)),
    ("audit.folder", "for everybody", mode(lambda: settings.SOTTO.audit_dir, 0o755)),
    (
        "audit.whole",
        "an entry altered",
        statement(
            "UPDATE audit_entry SET decision = upper(decision)",
            "UPDATE audit_entry SET decision = lower(decision)",
        ),
    ),
    (
        "audit.pseudonyms",
        "a name in the trail",
        statement(
            "UPDATE audit_entry SET actor = 'Ada ' || actor",
            "UPDATE audit_entry SET actor = replace(actor, 'Ada ', '')",
        ),
    ),
    ("retention.run", "nobody runs it", later(timedelta(days=5))),
    (
        "retention.clock",
        "a jump",
        statement(
            "UPDATE retention_knownday SET doubted = '2099-01-01'",
            "UPDATE retention_knownday SET doubted = NULL",
        ),
    ),
    ("retention.country", "nobody said", in_all(Tenant, country="")),
    ("rights.clock", "two months pass", later(timedelta(days=62))),
    ("rights.officer", "nobody is", in_all(Account, role="user")),
    ("erasure.finished", "a recipient is silent", row(a_stuck_erasure)),
    ("erasure.denied", "a key is left", row(a_living_person)),
    ("erasure.rows", "a row is left", row(a_living_person)),
    ("erasure.holds", "one person twice", row(a_lonely_hold)),
    ("erasure.canary", "a marker in a log", row(a_search(leaks=[{"place": "x", "token": "y"}]))),
    ("erasure.canary", "a place unread", row(a_search(unread=["/somewhere"]))),
    ("erasure.canary_copies", "a copy opens", row(a_search(opened=1))),
    ("erasure.canary_recent", "nobody searches", later(timedelta(hours=3))),
    ("erasure.canary_reach", "a table is missed", row(a_canary_that_misses_a_table)),
    ("wire.withheld", "shown at the edge", row(a_hidden_person_whom_the_edge_shows)),
    (
        "collected.withheld",
        "a pseudonym without a number may be",
        statement(
            "ALTER TABLE directory_otherparty ALTER COLUMN about_owner DROP NOT NULL",
            "ALTER TABLE directory_otherparty ALTER COLUMN about_owner SET NOT NULL",
        ),
    ),
    (
        "operation.failed",
        "a job failed",
        statement(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "VALUES ('flip', 'flip', 'failed')",
            "DELETE FROM procrastinate_jobs WHERE queue_name = 'flip'",
        ),
    ),
    (
        "operation.jobs",
        "a job waits an hour",
        statement(
            "WITH made AS (INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "VALUES ('flip', 'flip', 'todo') RETURNING id) INSERT INTO procrastinate_events "
            "(job_id, type, at) SELECT id, 'deferred', now() - interval '1 hour' FROM made",
            "DELETE FROM procrastinate_jobs WHERE queue_name = 'flip'",
        ),
    ),
]


@pytest.mark.parametrize(
    ("name", "flip"), [(n, f) for n, _, f in FLIPS], ids=[f"{n}-{w}" for n, w, _ in FLIPS]
)
def test_what_goes_wrong_turns_its_line_red(name: str, flip: Flip, people: Tenant) -> None:
    assert verdict_of(name, people) is Verdict.HOLDS
    with flip():
        assert verdict_of(name, people) is Verdict.BROKEN
    assert verdict_of(name, people) is Verdict.HOLDS


def test_a_key_above_all_that_lies_in_a_file_is_a_red_line(people: Tenant) -> None:
    assert verdict_of("keys.root", people) is Verdict.BROKEN


def test_keys_without_replica_or_backup_are_red_lines(people: Tenant) -> None:
    assert verdict_of("keys.replica", people) is Verdict.BROKEN
    with probing.at(timezone.now() + timedelta(days=3)):  # Whatever another test has backed up.
        assert verdict_of("keys.backup", people) is Verdict.BROKEN
    assert verdict_of("audit.witness", people) is Verdict.BROKEN


def test_a_rule_that_is_none_or_a_decision_that_waits_would_be_seen(people: Tenant) -> None:
    """By what the probe asks; the tables of shared content are not there yet."""
    assert verdict_of("erasure.shared", people) is Verdict.HOLDS
    with within(people.pk):
        choose_sharing(Sharing.ANY)
        assert probing.run("erasure.shared").values["rule"] == Sharing.ANY.value


def test_reminders_need_a_server_an_address_and_that_letters_are_taken(
    people: Tenant, tmp_path: Path
) -> None:
    def verdict() -> Verdict:
        return verdict_of("rights.reminders", people)

    with mail_rigs.real(tmp_path) as rig, with_mail(rig.config):
        assert verdict() is Verdict.BROKEN  # Nobody has named an address.
        with within(people.pk):
            name_address(Person.objects.get().owner, email="officer@office.example")
        assert verdict() is Verdict.HOLDS
        with with_mail(None):
            assert verdict() is Verdict.BROKEN
        with later(timedelta(days=16))():
            assert verdict() is Verdict.BROKEN  # Nobody was reminded.
            with within(people.pk):
                remind(now=probing.now() - timedelta(hours=3))
            assert verdict() is Verdict.BROKEN  # It was not sent.
            mail_reminders(people.pk, now=probing.now())
            assert verdict() is Verdict.HOLDS
            with in_all(ReminderLetter, is_refused=True)():
                assert verdict() is Verdict.BROKEN
    assert len(rig.office.letters) == 1
