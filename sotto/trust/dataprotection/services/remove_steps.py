"""The steps of a customer's removal, in the places of those of a person's erasure."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from django.utils import timezone

from sotto.backbone import events
from sotto.personal_data import erasure, removal
from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.trust.access.services import forget_all_names
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.events import TenantDenied
from sotto.trust.dataprotection.rules.certificate import REMOVED
from sotto.trust.dataprotection.services.answers import note_recipients
from sotto.trust.dataprotection.services.certify import certify, epoch_has_passed, note_completion
from sotto.trust.dataprotection.services.preview import ACCOUNTABILITY, Exemption
from sotto.trust.recipients.services import bequeath, release
from sotto.trust.tenants.queries import estate_of, tenant_by_id
from sotto.trust.tenants.services import retire_tenant

_FOUND: Final = "files: files found"
_DELETED: Final = "files: files deleted"


def _pass(entry: Erasure) -> bool:
    """No grace: whoever removes a customer has typed its domain."""
    erasure.restrict(entry)
    return True


def _make_final(entry: Erasure) -> bool:
    erasure.make_final(entry)
    return True


def _deny(entry: Erasure) -> bool:
    """People first: nobody signs in, registers or is reached any more."""
    forget_all_names()
    entry.forget_remains("denied")
    for name, why in events.publish_apart(TenantDenied(entry.tenant_id)).items():
        entry.note("denied", name, why=why)
    if tenant_by_id(entry.tenant_id).estate_of_id is None:
        for recipient in bequeath():  # Before the keys go; in the transaction of this step.
            entry.note("recipients", str(recipient), why="Unreadable")
    entry.denied_at = timezone.now()
    entry.save()
    return True


def _destroy(entry: Erasure) -> bool:
    """The tenant's key, and with it those of everybody in it. Raises HoldStands."""
    keyring().destroy_tenant(entry.tenant_id, actor=current_actor().id)
    entry.destroyed_in = entry.destroyed_in or int(keyring().status()["epoch"])
    entry.destroyed_at = timezone.now()
    # Counted and committed before any goes: whoever is killed among them knows how many there were.
    entry.counts = {_FOUND: removal.count_files(entry.tenant_id)}
    entry.save()
    return True


def _delete(entry: Erasure) -> bool:
    """Rows and files; what is only appended to stays, under pseudonyms that lead nowhere."""
    delete(entry)
    entry.deleted_at = timezone.now()
    entry.save()
    return True


def delete(entry: Erasure) -> None:
    """May be repeated: what remained is tried again."""
    done = Counter({str(what): int(count) for what, count in entry.counts.items()})
    done[_FOUND] = max(done[_FOUND], removal.count_files(entry.tenant_id))
    counts, refused = removal.delete_everything()
    failed = removal.delete_files(entry.tenant_id)
    entry.forget_remains("deleted")
    entry.forget_remains("files")
    for table, why in refused.items():
        entry.note("deleted", table, why=why)
    for name, why in failed.items():
        entry.note("files", name, why=why)
    done.update(counts)
    if not failed:
        done[_DELETED] += done.pop(_FOUND)
    entry.counts = dict(+done)
    entry.kept = [
        Exemption(one.label, one.title, count, ACCOUNTABILITY, None).as_json()
        for one in holdings()
        if one.declared.append_only and (count := one.model._default_manager.count())
    ]
    entry.save()


def _tell(entry: Erasure) -> bool:
    """What was bequeathed goes out now; answers are tracked, and keep nothing else waiting."""
    estate = estate_of(entry.tenant_id)
    if estate is not None:
        release(estate.pk)
    entry.told_at = timezone.now()
    note_recipients(entry)
    return True


def _await_epoch(entry: Erasure) -> bool:
    if not epoch_has_passed(entry):
        return False
    record(REMOVED, object_id=entry.pk)
    note_completion(entry, REMOVED)
    return True


def _certify(entry: Erasure) -> bool:
    """Afterwards its domain is free, whoever has yet to answer; its name is in the certificate."""
    is_complete = certify(entry)
    is_ours_done = all(one["step"] in {"told", "recipients"} for one in entry.remains)
    if is_ours_done and entry.certificates.exists():
        retire_tenant(entry.tenant_id)
    return is_complete


STEPS: Final[Mapping[str, Callable[[Erasure], bool]]] = {
    "restricted": _pass,
    "final": _make_final,
    "denied": _deny,
    "destroyed": _destroy,
    "deleted": _delete,
    "told": _tell,
    "epoch_passed": _await_epoch,
    "certified": _certify,
}
