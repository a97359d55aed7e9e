"""A canary comes to be: each room makes what it holds of people, by its own services."""

import base64
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sotto.backbone import events
from sotto.lib.raw_search import new_marker, new_serial, new_token, number_of
from sotto.personal_data.registry import holdings
from sotto.trust.access.services import accept_link, invite
from sotto.trust.canaries.events import CanaryHatched
from sotto.trust.canaries.models import Canary
from sotto.trust.canaries.rules import DOMAIN
from sotto.trust.canaries.services.rights import use_its_rights
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import current_tenant, open_tenant


def their_home() -> Tenant:
    """The tenant in which canaries live, among nobody else; made with the first."""
    return open_tenant(name="Canaries", domain=DOMAIN)


@transaction.atomic
def hatch(*, now: datetime) -> Canary:
    """A synthetic person with markers wherever a person's data can be. Within their tenant."""
    token = new_token()
    canary = Canary.objects.create(
        tenant_id=current_tenant(),
        token=token,
        serial=new_serial(),
        hatched_at=now,
    )
    events.publish(CanaryHatched(current_tenant(), canary.pk, token, number_of(canary.serial)))
    canary.refresh_from_db()
    subjects = {UUID(one) for one in canary.subjects}
    for subject in subjects:
        _open_account(subject, token)
        use_its_rights(subject, token)
    canary.kept = [copy for subject in subjects for copy in _copies(subject)]
    canary.uncovered = uncovered(subjects)
    canary.save()
    return canary


def adopt(canary: UUID, subject: UUID) -> None:
    """A room made a pseudonym for this canary. Twice does no harm."""
    row = Canary.objects.select_for_update().get(pk=canary)
    if str(subject) not in row.subjects:
        row.subjects = [*row.subjects, str(subject)]
        row.save(update_fields=["subjects"])


def _open_account(subject: UUID, token: str) -> None:
    """As a person does: by the link, under a name of its own. Another link stays unused."""
    link = invite(owner=subject).path.rstrip("/").rsplit("/", 1)[-1]
    password = secrets.token_urlsafe(24)
    accept_link(token=link, sign_in_name=new_marker(token), password=password)
    invite(owner=subject)


def _copies(subject: UUID) -> Iterator[dict[str, Any]]:  # Any: JSON
    """Its envelopes as they lie there now, as a backup of today will have them for ever."""
    for holding in holdings():
        for column in holding.sealed:
            roles = [role.name for role in column.about if role.name]
            if not roles:
                continue
            for row in holding.model._default_manager.filter(**{roles[0]: subject}):
                raw = row.__dict__.get(column.attname)
                if isinstance(raw, bytes):
                    yield {
                        "field": f"{holding.label}.{column.name}",
                        "row": str(row.pk),
                        "subjects": [str(getattr(row, name)) for name in roles],
                        "envelope": base64.b64encode(raw).decode(),
                    }


def uncovered(subjects: set[UUID]) -> list[str]:
    """Tables about people in which this canary has no row."""
    return sorted(
        holding.label
        for holding in holdings()
        if holding.subjects and not any(holding.rows_about(one).exists() for one in subjects)
    )
