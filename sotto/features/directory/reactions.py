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
from django.utils import timezone

from sotto.backbone import jobs, push
from sotto.backbone.events import reacts_to
from sotto.engines import EngineUnavailable
from sotto.engines.kamailio.client import KamailioClient
from sotto.features.directory import queries
from sotto.features.directory.models import EdgeDevice, EdgeNumber, OtherParty, Person
from sotto.features.directory.services import (
    add_device,
    add_person,
    find_other_party,
    forget_subject,
    forget_tenant,
    phone_book,
    rectifying,
    reindex_other_parties,
    withhold_number,
)
from sotto.features.directory.services.projections import project_person
from sotto.lib.raw_search import new_marker
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.canaries.events import CanaryHatched
from sotto.trust.canaries.rules import DOMAIN
from sotto.trust.canaries.services import adopt
from sotto.trust.consents.events import DenialChanged
from sotto.trust.consents.services import declare
from sotto.trust.dataprotection.events import SubjectDenied, SubjectRestored, TenantDenied
from sotto.trust.dataprotection.services import finding
from sotto.trust.requests.services import register_rectifier
from sotto.trust.tenants.events import CountryChosen, PlainMediaDecided
from sotto.trust.tenants.queries import tenant_by_id

log = structlog.get_logger()
finding.register(queries.find_subjects)
for consentable in (phone_book.LISTED, phone_book.EMAIL_LISTED):
    declare(consentable)
for rectifier in rectifying.RECTIFIERS:
    register_rectifier(rectifier)
_EXTENSION_DIGITS = 8  # Of a canary: longer than anybody's, and dialled by nobody.


@reacts_to(SubjectDenied)
def stop_routing(fact: SubjectDenied) -> None:
    people = Person.objects.filter(owner=fact.subject).values_list("pk", flat=True)
    forget_subject(fact.tenant, fact.subject)
    for person in people:
        transaction.on_commit(partial(_tell_edge, person, fact.tenant))


@reacts_to(TenantDenied)
def stop_routing_all(fact: TenantDenied) -> None:
    people = list(Person.objects.values_list("pk", flat=True))
    forget_tenant(fact.tenant)
    for person in people:
        transaction.on_commit(partial(_tell_edge, person, fact.tenant))


@reacts_to(DenialChanged)
def follow_denial(fact: DenialChanged) -> None:
    """Whose data may not be used to operate is routed nowhere (Art. 18); told again, nothing."""
    is_routed = EdgeNumber.objects.filter(subject=fact.subject).exists()
    may_be_routed = Purpose.OPERATE not in fact.denied
    if is_routed != may_be_routed:
        for person in Person.objects.filter(owner=fact.subject):
            if may_be_routed:
                project_person(person)
            else:
                stop_routing(SubjectDenied(fact.tenant, fact.subject))


@reacts_to(SubjectRestored)
def route_again(fact: SubjectRestored) -> None:
    for person in Person.objects.filter(owner=fact.subject):
        project_person(person)
    if OtherParty.objects.filter(owner=fact.subject).exists():
        reindex_other_parties(fact.tenant)  # Else its next call would make somebody new of it.


@reacts_to(CountryChosen)
def read_numbers_anew(fact: CountryChosen) -> None:
    """What was met as 030 123456 before anybody said in which country is +49 30 123456 then."""
    reindex_other_parties(fact.tenant)


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


@reacts_to(CanaryHatched)
def make_a_canary(fact: CanaryHatched) -> None:
    """A person with a number that it withholds, a device, an outsider; markers in every text."""
    name = new_marker(fact.token)
    person = add_person(
        name=name, extension=fact.number[-_EXTENSION_DIGITS:], email=f"{name}@{DOMAIN}"
    )
    add_device(person=person, label=new_marker(fact.token))
    withhold_number(person, now=timezone.now())
    adopt(fact.canary, person.owner)
    other = find_other_party(number=fact.number, name=new_marker(fact.token))
    if other is not None:
        adopt(fact.canary, other)
