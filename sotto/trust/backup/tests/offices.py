"""An office with people, calls and messages, really committed; and what is needed for a backup."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.models import Person
from sotto.features.directory.services import add_device, add_person, rebuild_projections
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.tests.conftest import leave
from sotto.lib.age import Identity
from sotto.personal_data.actor import acting
from sotto.personal_data.records import seal
from sotto.trust.access.services import rebuild_names
from sotto.trust.backup import services
from sotto.trust.backup.services import databases
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = Identity.generate()


@dataclass
class Office:
    """A tenant whose people are found by their extension."""

    tenant: Tenant
    people: dict[str, UUID] = field(default_factory=dict)

    def hire(self, extension: str, name: str) -> UUID:
        """Somebody with a telephone, a message and a call. The subject."""
        with within(self.tenant.pk):
            person = add_person(name=name, extension=extension, email=f"{extension}@office.example")
            add_device(person=person)
            leave(Mailbox.objects.get(person=person))
            party = {"subject": str(person.owner), "person": str(person.pk)}
            caller = {**party, "number": extension, "name": name}
            record_reports([ended(self.tenant, caller=caller)])
        self.people[extension] = person.owner
        return UUID(str(person.owner))

    def crowd(self, count: int) -> list[UUID]:
        """So many who are in the directory and have done nothing yet. The subjects."""
        people = [
            Person(
                tenant=self.tenant,
                owner=uuid4(),
                about_owner={"name": f"Visitor {number}", "email": ""},
            )
            for number in range(count)
        ]
        with within(self.tenant.pk):
            Person.objects.bulk_create(seal(people))
        return [one.owner for one in people]

    def names(self) -> set[str]:
        """Who is there now and can be read."""
        with within(self.tenant.pk):
            names = {one.about_owner["name"] for one in Person.objects.all()}
        return {name for name in names if name is not None}


def backed_up(*, key: Identity = KEY, now: datetime = NOW) -> bytes:
    """A whole backup of what is there."""
    file = io.BytesIO()
    services.write_backup(file, [key.recipient()], backup=uuid4(), now=now)
    return file.getvalue()


def rebuild() -> None:
    rebuild_names()
    rebuild_projections()


@contextmanager
def opened_office() -> Iterator[Office]:
    """Really committed: a backup reads through a connection of its own."""
    for folder in ("drill_dir", "before_dir", "audit_dir"):
        getattr(settings.SOTTO, folder).mkdir(exist_ok=True)
    with acting():
        tenant = open_tenant(name="Office", domain="office.example")
        rebuild()
        office = Office(tenant)
        office.hire("2001", "Ada Example")
        office.hire("2002", "Bob Example")
        yield office
    connection.close()
    for name in (databases.fresh(), databases.before()):
        databases.drop(name)
