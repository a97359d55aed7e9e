"""Break glass: a masked call in full, with a reason, and a record that names both parties.

Whose calls are looked at can be told so (Art. 15): the reveal stands with their pseudonyms, and in
the audit trail once for each. Where the country asks for it, the employee must have been heard.
ENT-30, PBX-41.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sotto.features.calls.models import Call, Reveal
from sotto.personal_data.actor import current_actor
from sotto.personal_data.records import seal
from sotto.trust.audit.services import Deed, record_all
from sotto.trust.retention.services import check_reason
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def reveal(calls: Sequence[Call], *, reason: str, was_heard: bool, now: datetime) -> list[Reveal]:
    """Allow the one who acts to see these calls in full. now: aware, UTC.

    Raises ReasonMissing; HearingMissing where the country asks that the employee be heard.
    """
    said = check_reason(reason, was_heard=was_heard)
    stored = Reveal.objects.bulk_create(
        seal([_reveal(call, said, now, was_heard=was_heard) for call in calls])
    )
    record_all(
        [
            Deed("calls:call:revealed", one.pk, subject)
            for one in stored
            for subject in dict.fromkeys((one.caller, one.callee, one.diverter))
            if subject is not None
        ]
    )
    return stored


def _reveal(call: Call, reason: str, now: datetime, *, was_heard: bool) -> Reveal:
    return Reveal(
        tenant_id=current_tenant(),
        call=call.pk,
        caller=call.caller,
        callee=call.callee,
        diverter=call.diverter,
        actor=current_actor().id,
        at=now,
        facts={"reason": reason, "was_heard": was_heard},
    )
