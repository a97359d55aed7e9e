"""Identifiers: opaque, random, free of personal data, safe in logs and job arguments."""

from typing import NewType
from uuid import UUID, uuid4

TenantId = NewType("TenantId", UUID)
SubjectId = NewType("SubjectId", UUID)  # The pseudonym of one data subject in one tenant.


def new_subject_id() -> SubjectId:
    """A pseudonym for a person who has none yet. Never derived from a name or number."""
    return SubjectId(uuid4())
