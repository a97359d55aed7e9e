"""Verbs of data protection: export somebody, erase somebody, certify it."""

from sotto.trust.dataprotection.services.erase import (
    advance_erasure,
    advance_erasures,
    approve_erasure,
    ask_erasure,
    cancel_erasure,
    choose_grace,
    commit_identity,
    erase_subject,
)
from sotto.trust.dataprotection.services.errors import (
    AlreadyFinal,
    ErasureUnknown,
    GraceRefused,
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
    "NotWaiting",
    "Preview",
    "PreviewForeign",
    "PreviewStale",
    "advance_erasure",
    "advance_erasures",
    "approve_erasure",
    "ask_erasure",
    "cancel_erasure",
    "choose_grace",
    "commit_identity",
    "erase_subject",
    "export_subject",
    "preview_of",
    "sweep_orphans",
]
