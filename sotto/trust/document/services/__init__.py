"""Verbs of the live document: check everything, and write down what was found."""

from sotto.trust.document.services.checking import check_all, check_system, check_tenant
from sotto.trust.document.services.pace import Pace
from sotto.trust.document.services.probing import PROBES, probe
from sotto.trust.document.services.writing import Document, document_of

__all__ = [
    "PROBES",
    "Document",
    "Pace",
    "check_all",
    "check_system",
    "check_tenant",
    "document_of",
    "probe",
]
