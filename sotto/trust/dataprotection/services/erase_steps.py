"""The steps of an erasure, one function each, in their order; each leaves its time in the ledger.

A step returns whether it was done; False means that there is something to wait for. It may be
repeated at any time: a crash after what it did and before its time was committed does no harm.
What can't be done is noted in `remains`, and the next step goes on (PBX-70).
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils import timezone

from sotto.backbone import events
from sotto.personal_data import erasure, restrictions
from sotto.personal_data.models import Erasure
from sotto.trust.access.services import forget_names_of
from sotto.trust.audit.services import record
from sotto.trust.dataprotection import rules
from sotto.trust.dataprotection.events import SubjectDenied, SubjectErased, TenantDenied
from sotto.trust.dataprotection.rules.certificate import COMPLETED
from sotto.trust.dataprotection.services import remove_steps
from sotto.trust.dataprotection.services.answers import note_recipients
from sotto.trust.dataprotection.services.certify import certify, epoch_has_passed, note_completion
from sotto.trust.dataprotection.services.preview import exemptions_of
from sotto.trust.holds.queries import held_rows, spared_rows
from sotto.trust.holds.services import keep_held, let_go_unapproved
from sotto.trust.recipients.rules import Topic
from sotto.trust.recipients.services import tell


def take_next(entry: Erasure) -> bool:
    """Do the first step whose time is missing. entry: locked, in a transaction of its tenant."""
    if entry.approved_at is None or entry.cancelled_at is not None:
        return False
    if entry.waiting_files and not any(one["step"] == "files" for one in entry.remains):
        erasure.unlink_files(entry)  # After their rows' end was committed, by names it left.
        return True
    steps = remove_steps.STEPS if entry.is_of_customer else _STEPS
    for name, step in steps.items():
        if entry.times[name] is None:
            return step(entry)
    return False


def mend(entry: Erasure) -> None:
    """Try again what remained."""
    entry.forget_remains("inside")
    entry.save()
    if entry.is_of_customer:
        if any(one["step"] in {"deleted", "files"} for one in entry.remains):
            remove_steps.delete(entry)
        _tell_rooms_again(entry, "denied", TenantDenied(entry.tenant_id))
        return
    _tell_rooms_again(entry, "denied", SubjectDenied(entry.tenant_id, entry.subject))
    if any(one["step"] == "deleted" for one in entry.remains):
        _delete_records(entry)
    if entry.waiting_files:
        erasure.unlink_files(entry)
    _tell_rooms_again(entry, "erased", SubjectErased(entry.tenant_id, entry.subject))


def let_go(entry: Erasure) -> None:
    """Sign-in names, projections, registrations: whatever stands outside the sealed rows."""
    forget_names_of(entry.subject)
    _tell_rooms(entry, "denied", SubjectDenied(entry.tenant_id, entry.subject))


def _restrict(entry: Erasure) -> bool:
    erasure.restrict(entry)
    if entry.grace:
        let_go(entry)
        record("dataprotection:erasure:restricted", object_id=entry.pk, subject=entry.subject)
    return True


def _make_final(entry: Erasure) -> bool:
    begun = entry.restricted_at
    now = timezone.now()
    if begun is None or not rules.grace_is_over(begun, grace=entry.grace, now=now):
        return False
    erasure.make_final(entry)
    return True


def _deny(entry: Erasure) -> bool:
    """What a legal hold covers is kept first; and nothing new is sealed while it is being kept."""
    if held_rows(entry.subject):
        restrictions.apply(entry.tenant_id, entry.subject)
        keep_held(entry.subject)
    let_go_unapproved(entry.subject)
    erasure.deny(entry)
    let_go(entry)
    return True


def _destroy(entry: Erasure) -> bool:
    erasure.destroy_key(entry)
    return True


def _delete(entry: Erasure) -> bool:
    _delete_records(entry)
    _tell_rooms(entry, "erased", SubjectErased(entry.tenant_id, entry.subject))
    record("dataprotection:person:erased", object_id=entry.pk, subject=entry.subject)
    return True


def _delete_records(entry: Erasure) -> None:
    """But what a legal hold keeps: that waits until the hold is lifted."""
    erasure.delete_records(entry, spared=spared_rows(entry.subject))
    entry.kept = [one.as_json() for one in exemptions_of(entry.subject)]
    entry.save()


def _tell_recipients(entry: Erasure) -> bool:
    """Art. 19. Who is away or silent keeps nothing else waiting: its answer is tracked."""
    tell(entry.subject, Topic.ERASURE)
    entry.told_at = timezone.now()
    note_recipients(entry)
    return True


def _await_epoch(entry: Erasure) -> bool:
    """What was sealed before the denial and committed after the deletion goes now."""
    if not epoch_has_passed(entry):
        return False
    _delete_records(entry)
    record(COMPLETED, object_id=entry.pk, subject=entry.subject)
    note_completion(entry, COMPLETED)
    return True


def _tell_rooms(entry: Erasure, step: str, fact: object) -> None:
    entry.forget_remains(step)
    for name, why in events.publish_apart(fact).items():
        entry.note(step, name, why=why)
    entry.save()


def _tell_rooms_again(entry: Erasure, step: str, fact: object) -> None:
    failed = [one["what"] for one in entry.remains if one["step"] == step]
    if failed:
        still = events.publish_apart(fact, only=failed)
        entry.forget_remains(step)
        for name, why in still.items():
            entry.note(step, name, why=why)
        entry.save()


_STEPS: Final[Mapping[str, Callable[[Erasure], bool]]] = {
    "restricted": _restrict,
    "final": _make_final,
    "denied": _deny,
    "destroyed": _destroy,
    "deleted": _delete,
    "told": _tell_recipients,
    "epoch_passed": _await_epoch,
    "certified": certify,
}
