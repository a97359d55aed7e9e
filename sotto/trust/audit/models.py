"""Entries of the audit trail."""

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import AUDIT_TRAIL, OWNER, Basis, Category, Erase


class Entry(Record):
    """One thing that was done. `actor` and `owner` are pseudonyms; `owner` is whom it concerned.

    `action` reads room:thing:deed; `interface` and `actor` as in `personal_data.actor`.
    """

    sequence = models.BigIntegerField(
        unique=True, db_default=RawSQL("nextval('audit_entry_sequence')", [])
    )
    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=40)
    owner = SubjectField(OWNER, null=True)
    action = models.CharField(max_length=80)
    object_id = models.UUIDField(null=True)
    interface = models.CharField(max_length=20)
    decision = models.CharField(max_length=20)

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="account for what was done to personal data",
        basis=Basis.LEGAL_OBLIGATION,
        retention=AUDIT_TRAIL,
        erase={OWNER: Erase.KEEP_PSEUDONYM},
        columns={
            "sequence": None,
            "at": None,
            "actor": None,
            "action": None,
            "object_id": None,
            "interface": None,
            "decision": None,
        },
        append_only=True,
    )

    class Meta:
        ordering = ("-sequence",)
