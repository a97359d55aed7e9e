"""The person whose mailbox the voice mail benchmark fills; gone with all messages afterwards."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from benchmarks.leaving_messages import Target
from sotto.features.directory.services import add_person, rebuild_projections, remove_person
from sotto.features.voicemail import queries
from sotto.features.voicemail.models import Message
from sotto.personal_data.actor import acting
from sotto.trust.tenants.queries import first_tenant
from sotto.trust.tenants.services import within

EXTENSION = "99999"
PATIENCE_S = 30


@contextmanager
def benchmark_person() -> Iterator[Target]:
    tenant = first_tenant()
    with acting():
        rebuild_projections()
        with within(tenant.pk):
            person = add_person(name="Benchmark", extension=EXTENSION)
            mailbox = queries.mailbox_of(person.pk)
            assert mailbox is not None
            mailbox.message_limit = 32_000
            mailbox.save()
        try:
            yield Target(settings.SOTTO.ports.media_sip, str(tenant.pk), str(person.pk))
            deadline = time.monotonic() + PATIENCE_S
            while _unfinished(mailbox.pk, tenant.pk) and time.monotonic() < deadline:
                time.sleep(0.2)
            with within(tenant.pk):
                stored = list(queries.messages_in(mailbox))
                print(
                    f"{len(stored)} messages stored, "
                    f"{sum(each.length.total_seconds() for each in stored) * 50:.0f} packets"
                )
        finally:
            with within(tenant.pk):
                remove_person(person)


def _unfinished(mailbox: UUID, tenant: UUID) -> bool:
    with within(tenant):
        return Message.objects.filter(mailbox=mailbox, finished_at=None).exists()
