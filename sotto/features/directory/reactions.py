"""What the directory does when somebody is erased, and when a tenant decides on its media.

Nothing routes to or from the erased any more.

The projections go in the same transaction as the tombstone's record; the SIP edge is told after
its commit. An edge that does not answer is asked again by a job: its memory must forget as well.
"""

from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from sotto.backbone import jobs, push
from sotto.backbone.events import reacts_to
from sotto.engines import EngineUnavailable
from sotto.engines.kamailio.client import KamailioClient
from sotto.features.directory import queries
from sotto.features.directory.models import EdgeDevice, Person
from sotto.features.directory.services import forget_subject
from sotto.trust.dataprotection.events import SubjectDenied
from sotto.trust.dataprotection.services import finding
from sotto.trust.tenants.events import PlainMediaDecided
from sotto.trust.tenants.queries import tenant_by_id

log = structlog.get_logger()
finding.register(queries.find_subjects)


@reacts_to(SubjectDenied)
def stop_routing(fact: SubjectDenied) -> None:
    people = Person.objects.filter(owner=fact.subject).values_list("pk", flat=True)
    forget_subject(fact.tenant, fact.subject)
    for person in people:
        transaction.on_commit(partial(_tell_edge, person, fact.tenant))


@reacts_to(PlainMediaDecided)
def project_media_policy(fact: PlainMediaDecided) -> None:
    EdgeDevice.objects.filter(tenant=fact.tenant).update(plain_media_allowed=fact.is_allowed)
    push.tell("routes_changed", fact.tenant)


@jobs.job("directory.forget_contacts")
def forget_contacts(*, person: str, tenant: str) -> None:
    """Raises EngineUnavailable, and is then tried again."""
    domain = tenant_by_id(UUID(tenant)).domain
    edge = KamailioClient(settings.SOTTO.kamailio_control)
    edge.forget_routes()
    edge.forget_contacts(f"sip:{UUID(person).hex}@{domain}")


def _tell_edge(person: UUID, tenant: UUID) -> None:
    try:
        forget_contacts(person=str(person), tenant=str(tenant))
    except EngineUnavailable:
        log.warning("directory.edge_not_told", person=str(person))
        jobs.later("directory.forget_contacts", person=person, tenant=tenant)
