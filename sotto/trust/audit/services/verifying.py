"""Verify a tenant's trail, or files alone; keep what was found."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from sotto.backbone import jobs
from sotto.lib.signed_note import Checkpoint, VerifierKey
from sotto.personal_data.actor import current_actor
from sotto.trust.audit.models import Entry, Tree, Verification
from sotto.trust.audit.rules.findings import Findings
from sotto.trust.audit.rules.verifying import Progress, Trail, verify
from sotto.trust.audit.services.errors import WitnessUnreadable
from sotto.trust.audit.services.folder import Folder, folder_of, witness_of
from sotto.trust.audit.services.integrating import key_of
from sotto.trust.audit.services.leaves import leaves_between
from sotto.trust.audit.services.pace import told
from sotto.trust.audit.services.recording import record
from sotto.trust.tenants.services import current_tenant, within

AT_ONCE = 50_000  # Entries that are verified while somebody waits; more of them are a job.


def verify_trail(
    tenant: UUID,
    *,
    witness: Path | Mapping[str, str] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Findings:
    """Recompute everything from rows, bundles and tiles, and hold it against what was signed.

    witness: a folder of checkpoints, as `witness_dir`, or what `read_witness` read there; None
    takes that of the settings, if any. Raises KeyringUnavailable, WitnessUnreadable.
    """
    with within(tenant):
        tree = Tree.objects.first()
        if tree is None:
            return Findings(0, 0, 0, Entry.objects.count(), 0, ())
        known = Checkpoint(tree.origin, tree.signed_size, bytes(tree.root))
        trail = Trail(
            key=key_of(tree),
            files=folder_of(tenant),
            witnessed=witnessed_notes(tenant, witness),
            rows=leaves_between(),
            known=known if known.size else None,
        )
        return verify(trail, progress=progress)


def verify_files(tiles: Path, key: VerifierKey, *, witness: Path | None = None) -> Findings:
    """As an auditor does: exported tiles and bundles, and the public key; no database."""
    kept = {} if witness is None else read_witness(witness)
    return verify(Trail(key, Folder(tiles), kept))


def read_witness(path: Path) -> Mapping[str, str]:
    """Every note that stands in a witness's folder. Raises WitnessUnreadable."""
    folder = Folder(path)
    try:
        if not path.is_dir():
            raise WitnessUnreadable
        names = sorted(folder.names())
        return {name: (folder.read(name) or b"").decode(errors="replace") for name in names}
    except OSError:
        raise WitnessUnreadable from None


def ask_to_verify() -> Verification:
    """Verify the current tenant's trail now, or as a job when it is long. Audited."""
    tenant = current_tenant()
    tree = Tree.objects.first()
    size = 0 if tree is None else tree.size
    asked = Verification.objects.create(tenant_id=tenant, actor=current_actor().id, size=size)
    record("audit:trail:verified", object_id=asked.pk)
    if size > AT_ONCE:
        jobs.later("audit.verify", tenant=tenant, verification=asked.pk)
    else:
        run_verification(asked)
    asked.refresh_from_db()
    return asked


def note_verification(found: Findings) -> Verification:
    """What a command found of the current tenant's trail, for pages to show. Audited."""
    asked = Verification.objects.create(
        tenant_id=current_tenant(),
        actor=current_actor().id,
        finished_at=timezone.now(),
        checked=found.size,
        size=found.size,
        outcome=found.as_json(),
    )
    record("audit:trail:verified", object_id=asked.pk)
    return asked


def run_verification(asked: Verification) -> None:
    """How far it is can be read meanwhile."""
    with told(asked.tenant_id, asked.pk) as progress:
        found = verify_trail(asked.tenant_id, progress=progress)
    asked.outcome = found.as_json()
    asked.size = asked.checked = found.size
    asked.finished_at = timezone.now()
    with within(asked.tenant_id):
        asked.save()


def witnessed_notes(tenant: UUID, witness: Path | Mapping[str, str] | None) -> Mapping[str, str]:
    """What a witness knows of one tenant: a folder may be of all tenants."""
    if witness is None:
        folder = witness_of(tenant)
        return {} if folder is None or not folder.path.is_dir() else read_witness(folder.path)
    notes = read_witness(witness) if isinstance(witness, Path) else witness
    mine = f"{tenant}/"
    found = {name.removeprefix(mine): note for name, note in notes.items() if mine in name}
    return found or notes
