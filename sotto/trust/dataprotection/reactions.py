"""What data protection does when a legal hold is lifted: the deletion that waited completes."""

from sotto.backbone import jobs
from sotto.backbone.events import reacts_to
from sotto.trust.dataprotection import services
from sotto.trust.holds.events import HoldLifted


@reacts_to(HoldLifted)
def complete_deletions(fact: HoldLifted) -> None:
    for entry in services.reopen_deletions():
        jobs.later("dataprotection.advance_erasure", tenant=fact.tenant, entry=entry)
