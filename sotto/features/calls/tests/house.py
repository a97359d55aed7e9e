"""Two people of the office, and somebody outside whom it knows; they call each other."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sotto.features.calls.models import Call
from sotto.features.calls.queries import ShownCall, shown, view_of
from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.personal_data.records import unseal
from sotto.trust.retention.rules import AtWriting
from sotto.trust.retention.services import choose_masking
from sotto.trust.tenants.models import Tenant

NOW = datetime.now(UTC)
OUTSIDE = "+493012345678"


@dataclass
class House:
    """Whose subjects are whose."""

    tenant: Tenant
    ada: UUID
    bob: UUID
    outsider: UUID

    def call(self, caller: dict[str, Any], callee: dict[str, Any], **more: Any) -> Call:
        report = ended(self.tenant, caller=caller, callee=callee, **more)
        record_reports([report])
        return Call.objects.get(pk=report["call"])

    def internal(self, **more: Any) -> Call:
        return self.call(party(self.ada, "2001", "Ada"), party(self.bob, "2002", "Bob"), **more)

    def outgoing(self, **more: Any) -> Call:
        return self.call(party(self.ada, "2001", "Ada"), party(None, OUTSIDE, ""), **more)

    def incoming(self, *, withheld: bool = False) -> Call:
        stranger = party(self.outsider, OUTSIDE, "Grace") | {"withheld": withheld}
        return self.call(stranger, party(self.bob, "2002", "Bob"))


def party(subject: UUID | None, number: str, name: str) -> dict[str, Any]:
    shown_as = {"number": number, "name": name}
    return {"subject": None if subject is None else str(subject), "person": None, **shown_as}


def seen(call: Call, *, owner: UUID | None = None, is_lifted: bool = False) -> ShownCall:
    found = unseal([Call.objects.get(pk=call.pk)])
    return shown(found[0], view_of(found, owner=owner, is_lifted=is_lifted))


def decided(outside: AtWriting, *, inside: AtWriting = AtWriting.FULL, days: int = 0) -> None:
    after = timedelta(days=days) if days else None
    choose_masking(inside=inside, outside=outside, after=after, now=NOW)
