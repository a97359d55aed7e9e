"""Verbs of calls: record what the edge reports, cut numbers by age, reveal them with a reason."""

from sotto.features.calls.services.ageing import cut_old_calls
from sotto.features.calls.services.errors import CallUnknown, RevealOver
from sotto.features.calls.services.recording import ReportMalformed, record_reports
from sotto.features.calls.services.revealing import reveal

__all__ = [
    "CallUnknown",
    "ReportMalformed",
    "RevealOver",
    "cut_old_calls",
    "record_reports",
    "reveal",
]
