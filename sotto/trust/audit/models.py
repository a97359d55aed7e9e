"""Entries of the audit trail, and how far their tree has grown."""

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from sotto.personal_data.declaration import NotPersonal, PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import AUDIT_TRAIL, OWNER, PERIOD, Basis, Category, Erase


class Entry(Record):
    """One thing that was done. `actor` and `owner` are pseudonyms; `owner` is whom it concerned.

    `action` reads room:thing:deed; `interface` and `actor` as in `personal_data.actor`. The detail
    is sealed under the owner's key, or under the period's when the entry is about nobody.
    `leaf_index` is given once, by `audit_stamp` in the database, when the entry joins the tree.
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
    about_owner = Sealed(about=OWNER, holds={"detail": dict}, null=True)
    facts = Sealed(about=PERIOD, holds={"detail": dict}, null=True)
    leaf_index = models.BigIntegerField(null=True)

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
            "leaf_index": None,
        },
        append_only=True,
    )

    class Meta:
        verbose_name_plural = "entries of the audit trail"
        ordering = ("-sequence",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "leaf_index"), name="audit_entry_leaf"),
        )
        indexes = (
            models.Index(
                fields=("tenant", "sequence"),
                condition=models.Q(leaf_index=None),
                name="audit_entry_waiting",
            ),
        )


class Tree(Record):
    """A tenant's tree: `size` entries are integrated, `signed_size` of them under a checkpoint.

    `first`: entries before it were pruned. What it says proves nothing; checkpoints do. `origin`
    is its name for ever, whatever becomes of the tenant's domain.
    """

    origin = models.CharField(max_length=300)
    size = models.BigIntegerField(default=0)
    signed_size = models.BigIntegerField(default=0)
    root = models.BinaryField(default=bytes)
    signed_at = models.DateTimeField(null=True)
    first = models.BigIntegerField(default=0)

    personal_data = NotPersonal(
        reason="Sizes and a hash over entries.",
        columns=("origin", "size", "signed_size", "root", "signed_at", "first"),
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant",), name="audit_tree_tenant"),)


class Verification(Record):
    """One verification of the trail: asked for, under way, done. `actor` as in an entry.

    `outcome`: what `Findings.as_json` says; empty until it is done.
    """

    actor = models.CharField(max_length=40)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    checked = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    outcome = models.JSONField(default=dict)

    personal_data = NotPersonal(
        reason="Numbers of entries; the actor is a pseudonym, as in the trail.",
        columns=("actor", "asked_at", "finished_at", "checked", "size", "outcome"),
    )

    class Meta:
        ordering = ("-asked_at",)
