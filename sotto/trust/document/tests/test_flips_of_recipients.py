"""Recipients, backups, the trail and periods: what goes wrong with them turns its line red."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from sotto.backbone import events
from sotto.features.directory.models import Person
from sotto.personal_data import countries
from sotto.personal_data.models import Erasure
from sotto.personal_data.vocabulary import Category
from sotto.trust.audit.services import integrate, record
from sotto.trust.backup.models import Backup, Drill
from sotto.trust.document.rules import Verdict
from sotto.trust.document.services import probing
from sotto.trust.document.services.probes import evidence, rights
from sotto.trust.document.services.probes.keyring import replica
from sotto.trust.document.tests.flips import Attribute, Flip, setting, statement
from sotto.trust.document.tests.people import (
    DOMAIN,
    configured,
    in_all,
    later,
    row,
    verdict_of,
    with_mail,
)
from sotto.trust.recipients.models import Notice, Recipient
from sotto.trust.recipients.rules import Channel, Ground, Topic
from sotto.trust.recipients.services import add_recipient, record_transfer
from sotto.trust.requests.rules import Kind
from sotto.trust.retention.models import MaskingDecision
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_estate, within
from tests.contracts import mail_rigs
from tests.disks import another_disk, same_disk

pytestmark = [pytest.mark.room, pytest.mark.django_db(transaction=True)]

HOOK = "https://recipient.example/hooks"


def details(**wrong: str) -> Flip:
    """What is registered of the webhook's recipient reads otherwise."""
    return lambda: _details(wrong)


@contextmanager
def _details(wrong: dict[str, str]) -> Iterator[None]:
    tenant = Tenant.objects.get(domain=DOMAIN)
    with within(tenant.pk):
        found = Recipient.objects.get(channel=Channel.WEBHOOK)
        before = dict(found.details)
        found.details = {**before, **wrong}
        found.save()
    try:
        yield
    finally:
        with within(tenant.pk):
            found.details = before
            found.save()


def an_erasure_nobody_was_told_of(tenant: Tenant) -> Erasure:
    now = timezone.now()
    subject = Person.objects.get().owner
    return Erasure.objects.create(tenant=tenant, subject=subject, asked_at=now, told_at=now)


def _notice(tenant: Tenant, **columns: Any) -> Notice:  # Any: columns have their own types.
    return Notice.objects.create(
        tenant=tenant,
        recipient=Recipient.objects.get(channel=Channel.WEBHOOK),
        owner=uuid4(),
        topic=Topic.ERASURE,
        **columns,
    )


def a_notice_that_was_not_sent(tenant: Tenant) -> Notice:
    old = timezone.now() - timedelta(days=3)
    return _notice(tenant, made_at=old, next_at=old)


def a_notice_nobody_could_deliver(tenant: Tenant) -> Notice:
    return _notice(tenant, made_at=timezone.now(), impossible_at=timezone.now())


def an_estate_that_nobody_tells(tenant: Tenant) -> Notice:
    """A customer was removed, and its recipient was not told for days."""
    estate = open_estate(tenant)
    old = timezone.now() - timedelta(days=3)
    with within(estate.pk):
        heir = Recipient.objects.create(
            tenant=estate,
            details={"name": "A", "address": "", "secret": "", "purpose": "wages"},
            channel=Channel.EMAIL,
            ground=Ground.CONTRACT,
            added_at=old,
        )
        return Notice.objects.create(
            tenant=estate, recipient=heir, owner=tenant.pk, topic=Topic.REMOVAL, made_at=old
        )


def figures(kind: type[Backup | Drill], **columns: Any) -> Flip:  # Any: as above.
    """One more row about a backup or a drill, the newest."""
    return lambda: _figures(kind, columns)


@contextmanager
def _figures(kind: type[Backup | Drill], columns: dict[str, Any]) -> Iterator[None]:
    at = timezone.now() + timedelta(seconds=1)
    made = kind.objects.create(began_at=at, ended_at=at, **columns)
    try:
        yield
    finally:
        made.delete()


@contextmanager
def unsigned_entry() -> Iterator[None]:
    """An entry waits, and two minutes pass."""
    tenant = Tenant.objects.get(domain=DOMAIN)
    with within(tenant.pk):
        record("flips:trail:waits")
    try:
        with probing.at(timezone.now() + timedelta(minutes=2)):
            yield
    finally:
        integrate(tenant.pk)


@contextmanager
def undecided() -> Iterator[None]:
    tenant = Tenant.objects.get(domain=DOMAIN)
    with within(tenant.pk):
        decision = MaskingDecision.objects.get()
        decision.delete()
    try:
        yield
    finally:
        with within(tenant.pk):
            decision.save(force_insert=True)


def one_column_more(table: str) -> Flip:
    return statement(
        f"ALTER TABLE {table} ADD COLUMN mobile text", f"ALTER TABLE {table} DROP COLUMN mobile"
    )


GERMANY = countries.PROFILES["DE"]
LONGER_THAN_ALLOWED = {
    "DE": replace(
        GERMANY,
        limits={name: replace(one, least=one.most * 2) for name, one in GERMANY.limits.items()},
    )
}
FOR_HEALTH = replace(Person.personal_data, category=cast("Category", "health"))
FEWER = [kind for kind in Kind if kind is not Kind.ERASURE]
DRILLED = {"backup": uuid4(), "backup_made_at": timezone.now(), "report": {}}

FLIPS: list[tuple[str, str, Flip]] = [
    ("transferred.register", "no purpose", details(purpose="")),
    ("transferred.register", "no ground", in_all(Recipient, ground="")),
    (
        "transferred.recorded",
        "something went after the end",
        in_all(Recipient, ended_at=timezone.now() - timedelta(days=1)),
    ),
    ("transferred.told", "a recipient was not told", row(an_erasure_nobody_was_told_of)),
    ("transferred.told", "a notice is not sent", row(a_notice_that_was_not_sent)),
    ("transferred.removed", "an estate is forgotten", row(an_estate_that_nobody_tells)),
    ("transferred.by_hand", "somebody has to write", row(a_notice_nobody_could_deliver)),
    ("transferred.webhooks", "plain HTTP", details(address="http://recipient.example/hooks")),
    ("transferred.webhooks", "no secret", details(secret="")),
    ("backup.recent", "none for a week", later(timedelta(days=7))),
    ("backup.recent", "the last failed", figures(Backup, failure="DiskFull")),
    ("backup.sealed", "for nobody", configured(backup_recipients=())),
    ("backup.drill", "none for two months", later(timedelta(days=60))),
    ("backup.drill", "the last failed", figures(Drill, passed=False, **DRILLED)),
    ("audit.signed", "nobody signs", unsigned_entry),
    (
        "audit.doors",
        "through an unknown door",
        statement(
            "UPDATE audit_entry SET interface = 'telnet ' || interface",
            "UPDATE audit_entry SET interface = replace(interface, 'telnet ', '')",
        ),
    ),
    (
        "identity.sign_ins_recorded",
        "nobody listens",
        Attribute(events, "_reactions", defaultdict(list)),
    ),
    ("rights.kinds", "no erasure", Attribute(rights, "Kind", FEWER)),
    ("retention.periods", "law changed", Attribute(countries, "PROFILES", LONGER_THAN_ALLOWED)),
    ("retention.overdue", "years pass", later(timedelta(days=3650))),
    ("retention.call_detail", "nobody decided", undecided),
    ("collected.special", "a table for health", Attribute(Person, "personal_data", FOR_HEALTH)),
    ("erasure.own_pages", "no pages", setting(ROOT_URLCONF="sotto.trust.document.urls")),
    ("operation.documents", "nothing is there", Attribute(evidence, "_HOME", Path("/nowhere"))),
    ("processed.access.account", "one column more", one_column_more("access_account")),
    ("processed.calls.call", "one column more", one_column_more("calls_call")),
    ("processed.voicemail.message", "one column more", one_column_more("voicemail_message")),
]


@pytest.fixture
def tenant(people: Tenant) -> Iterator[Tenant]:
    """Recipients of two kinds, a backup that was tried, and a decision about calls."""
    now: datetime = timezone.now()
    with within(people.pk):
        subject = Person.objects.get().owner
        for channel, address in ((Channel.WEBHOOK, HOOK), (Channel.EMAIL, "a@recipient.example")):
            made = add_recipient(
                name="Payroll Ltd",
                purpose="pay wages",
                channel=channel,
                ground=Ground.CONTRACT,
                address=address,
                categories=[Category.PROVISIONING],
            )
            record_transfer(made.recipient.pk, subject)
        MaskingDecision.objects.create(
            tenant=people, inside="full", outside="masked", decided_at=now, decided_by="system"
        )
    integrate(people.pk)
    Backup.objects.create(began_at=now, ended_at=now, rows=9, files=1)
    Drill.objects.create(began_at=now, ended_at=now, passed=True, **DRILLED)
    with override_settings(
        SOTTO=settings.SOTTO.model_copy(update={"backup_recipients": ("age1",)})
    ):
        yield people


@pytest.mark.parametrize(
    ("name", "flip"), [(n, f) for n, _, f in FLIPS], ids=[f"{n}-{w}" for n, w, _ in FLIPS]
)
def test_what_goes_wrong_turns_its_line_red(name: str, flip: Flip, tenant: Tenant) -> None:
    assert verdict_of(name, tenant) is Verdict.HOLDS
    with flip():
        assert verdict_of(name, tenant) is Verdict.BROKEN
    assert verdict_of(name, tenant) is Verdict.HOLDS


def test_a_mail_server_that_is_set_must_answer_in_tls(people: Tenant, tmp_path: Path) -> None:
    with mail_rigs.real(tmp_path) as rig:
        with with_mail(rig.config):
            assert verdict_of("transferred.mail", people) is Verdict.HOLDS
        config = rig.config
    with with_mail(config):
        assert verdict_of("transferred.mail", people) is Verdict.BROKEN
    with mail_rigs.without_tls(tmp_path) as rig, with_mail(rig.config):
        assert verdict_of("transferred.mail", people) is Verdict.BROKEN
    with with_mail(None):
        assert verdict_of("transferred.mail", people) is Verdict.BROKEN


@pytest.fixture
def disk() -> Iterator[Path]:
    with another_disk() as folder:
        yield folder


def test_a_witness_on_the_disk_of_the_trail_is_a_red_line(people: Tenant) -> None:
    with same_disk() as folder, configured(witness_dir=folder)():
        integrate(people.pk)
        assert verdict_of("audit.witness", people) is Verdict.BROKEN
    with same_disk() as folder, configured(keyring_replica_dir=folder)():
        assert replica().measured == "on the same disk as the keys"


def test_a_witness_that_lost_the_newest_checkpoint_is_a_red_line(
    people: Tenant, disk: Path
) -> None:
    with configured(witness_dir=disk)():
        with within(people.pk):
            record("flips:trail:witnessed")
        integrate(people.pk)
        assert verdict_of("audit.witness", people) is Verdict.HOLDS
        newest = max((one for one in disk.rglob("*") if one.is_file()), key=str)
        kept = newest.read_bytes()
        newest.unlink()
        assert verdict_of("audit.witness", people) is Verdict.BROKEN
        newest.write_bytes(kept)
        assert verdict_of("audit.witness", people) is Verdict.HOLDS
