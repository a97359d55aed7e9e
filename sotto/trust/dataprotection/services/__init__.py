"""Verbs of data protection: export somebody, erase somebody, certify it."""

from sotto.trust.dataprotection.services.certify import certificate_of, certificate_text_of
from sotto.trust.dataprotection.services.deciding import decide_shared
from sotto.trust.dataprotection.services.erase import (
    advance_erasure,
    advance_erasures,
    approve_erasure,
    ask_erasure,
    cancel_erasure,
    choose_grace,
    commit_identity,
    erase_subject,
    reopen_deletions,
)
from sotto.trust.dataprotection.services.errors import (
    AlreadyFinal,
    ErasureUnknown,
    GraceRefused,
    NotCertifiedYet,
    NotWaiting,
    PreviewForeign,
    PreviewStale,
)
from sotto.trust.dataprotection.services.export import export_subject
from sotto.trust.dataprotection.services.orphans import sweep_orphans
from sotto.trust.dataprotection.services.preview import Exemption, Preview, preview_of

__all__ = [
    "AlreadyFinal",
    "ErasureUnknown",
    "Exemption",
    "GraceRefused",
    "NotCertifiedYet",
    "NotWaiting",
    "Preview",
    "PreviewForeign",
    "PreviewStale",
    "advance_erasure",
    "advance_erasures",
    "approve_erasure",
    "ask_erasure",
    "cancel_erasure",
    "certificate_of",
    "certificate_text_of",
    "choose_grace",
    "commit_identity",
    "decide_shared",
    "erase_subject",
    "export_subject",
    "preview_of",
    "reopen_deletions",
    "sweep_orphans",
]
