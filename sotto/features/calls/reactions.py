"""What calls do when a canary hatches: it is called, as anybody is. And whom they still know."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from sotto.backbone.events import reacts_to
from sotto.features.calls import queries
from sotto.features.calls.models import Call
from sotto.features.calls.rules import Outcome
from sotto.features.calls.services import record_reports, reveal
from sotto.features.directory.queries import people_among
from sotto.features.directory.services import find_other_party
from sotto.lib.raw_search import new_marker
from sotto.trust.canaries.events import CanaryHatched
from sotto.trust.canaries.queries import subjects_of
from sotto.trust.dataprotection.services import finding

finding.register(queries.find_former)


@reacts_to(CanaryHatched)
def call_the_canary(fact: CanaryHatched) -> None:
    """A call from an outsider to its person, markers where names stand; looked at in full."""
    caller, now = find_other_party(number=fact.number), timezone.now()
    for callee in people_among(subjects_of(fact.canary)):
        report = {
            "kind": "ended",
            "id": str(uuid4()),
            "call": str(uuid4()),
            "tenant": str(fact.tenant),
            "caller": {
                "subject": None if caller is None else str(caller),
                "number": fact.number,
                "name": new_marker(fact.token),
            },
            "callee": {
                "subject": str(callee),
                "number": new_marker(fact.token),
                "name": new_marker(fact.token),
            },
            "started_at": (now - timedelta(seconds=30)).isoformat(),
            "answered_at": None,
            "ended_at": now.isoformat(),
            "outcome": Outcome.NO_ANSWER,
            "sip_code": 480,
            "protection": {"caller": None, "callee": None},
        }
        record_reports([report])
        met = Call.objects.filter(callee=callee)
        reveal(list(met), reason=new_marker(fact.token), was_heard=True, now=now)
