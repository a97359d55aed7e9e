"""What data protection does when a hold is lifted, or a recipient answers: it goes on."""

from sotto.backbone import jobs
from sotto.backbone.events import reacts_to
from sotto.trust.dataprotection import services
from sotto.trust.holds.events import HoldLifted
from sotto.trust.recipients.events import NoticeTurned


@reacts_to(HoldLifted)
def complete_deletions(fact: HoldLifted) -> None:
    for entry in services.reopen_deletions():
        jobs.later("dataprotection.advance_erasure", tenant=fact.tenant, entry=entry)


@reacts_to(NoticeTurned)
def say_who_was_told(fact: NoticeTurned) -> None:
    entry = services.note_told(fact.tenant, fact.subject)
    if entry is not None:
        jobs.later("dataprotection.advance_erasure", tenant=entry.tenant_id, entry=entry.pk)
