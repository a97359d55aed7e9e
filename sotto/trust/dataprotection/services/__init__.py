"""Verbs of data protection: export somebody, erase somebody."""

from sotto.trust.dataprotection.services.erase import erase_subject, preview_of, resume_erasures
from sotto.trust.dataprotection.services.export import export_subject
from sotto.trust.dataprotection.services.orphans import sweep_orphans

__all__ = ["erase_subject", "export_subject", "preview_of", "resume_erasures", "sweep_orphans"]
