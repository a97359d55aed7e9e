"""Verbs: record what is done; integrate, prove, verify, rebuild and prune the trail."""

from sotto.trust.audit.rules.claims import Files
from sotto.trust.audit.rules.findings import Finding, Findings
from sotto.trust.audit.rules.proof import Proof
from sotto.trust.audit.services.errors import (
    AuditRefused,
    EntryUnknown,
    HashesLost,
    NothingSigned,
    NotProvenYet,
    RowsDiffer,
    TrailDamaged,
    WitnessUnreadable,
)
from sotto.trust.audit.services.integrating import integrate
from sotto.trust.audit.services.proving import (
    Signed,
    latest_checkpoint,
    proof_in_json,
    proof_of,
    proofs_of,
)
from sotto.trust.audit.services.pruning import Pruned, first_kept, keep_for, preview_pruning, prune
from sotto.trust.audit.services.rebuilding import rebuild
from sotto.trust.audit.services.recording import Deed, record, record_all
from sotto.trust.audit.services.sentences import all_is_well, sentence
from sotto.trust.audit.services.state import TrailState, Witness, trail_state
from sotto.trust.audit.services.verifying import (
    ask_to_verify,
    note_verification,
    read_witness,
    run_verification,
    verify_files,
    verify_trail,
)

__all__ = [
    "AuditRefused",
    "Deed",
    "EntryUnknown",
    "Files",
    "Finding",
    "Findings",
    "HashesLost",
    "NotProvenYet",
    "NothingSigned",
    "Proof",
    "Pruned",
    "RowsDiffer",
    "Signed",
    "TrailDamaged",
    "TrailState",
    "Witness",
    "WitnessUnreadable",
    "all_is_well",
    "ask_to_verify",
    "first_kept",
    "integrate",
    "keep_for",
    "latest_checkpoint",
    "note_verification",
    "preview_pruning",
    "proof_in_json",
    "proof_of",
    "proofs_of",
    "prune",
    "read_witness",
    "rebuild",
    "record",
    "record_all",
    "run_verification",
    "sentence",
    "trail_state",
    "verify_files",
    "verify_trail",
]
