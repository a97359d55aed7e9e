"""Verbs of data protection: export somebody, erase somebody, certify it."""

from sotto.trust.dataprotection.services.certify import certificate_of, certificate_text_of
from sotto.trust.dataprotection.services.deciding import (
    choose_sharing,
    decide_shared,
    decide_undecided,
)
from sotto.trust.dataprotection.services.erase import (
    advance_erasure,
    advance_erasures,
    approve_erasure,
    ask_erasure,
    cancel_erasure,
    choose_grace,
    commit_identity,
    erase_subject,
    note_told,
    reopen_deletions,
)
from sotto.trust.dataprotection.services.errors import (
    AlreadyFinal,
    ConfirmationWrong,
    ErasureUnknown,
    GraceRefused,
    HoldsStand,
    NotCertifiedYet,
    NothingToDecide,
    NotWaiting,
    PreviewForeign,
    PreviewStale,
    RuleRefused,
)
from sotto.trust.dataprotection.services.export import export_subject
from sotto.trust.dataprotection.services.orphans import sweep_orphans
from sotto.trust.dataprotection.services.preview import Exemption, Preview, preview_of
from sotto.trust.dataprotection.services.remove import (
    TenantPreview,
    dissolve_estates,
    erase_account,
    preview_of_tenant,
    remove_tenant,
)

__all__ = [
    "AlreadyFinal",
    "ConfirmationWrong",
    "ErasureUnknown",
    "Exemption",
    "GraceRefused",
    "HoldsStand",
    "NotCertifiedYet",
    "NotWaiting",
    "NothingToDecide",
    "Preview",
    "PreviewForeign",
    "PreviewStale",
    "RuleRefused",
    "TenantPreview",
    "advance_erasure",
    "advance_erasures",
    "approve_erasure",
    "ask_erasure",
    "cancel_erasure",
    "certificate_of",
    "certificate_text_of",
    "choose_grace",
    "choose_sharing",
    "commit_identity",
    "decide_shared",
    "decide_undecided",
    "dissolve_estates",
    "erase_account",
    "erase_subject",
    "export_subject",
    "note_told",
    "preview_of",
    "preview_of_tenant",
    "remove_tenant",
    "reopen_deletions",
    "sweep_orphans",
]
