"""What every table stands on, and the ledger of the erased."""

from uuid import uuid4

from django.db import models

from sotto.personal_data.declaration import NotPersonal


class Record(models.Model):
    """A row of one tenant, with a random name of its own. Every table of ours is made of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Erasure(Record):
    """One line of the ledger that is replayed after every restore: who must not come back.

    A step is done when its time stands; an erasure that was cut off is taken up at the first that
    is missing.
    """

    subject = models.UUIDField(unique=True)
    asked_at = models.DateTimeField()
    denied_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    personal_data = NotPersonal(
        reason="The pseudonym of an erased person leads nowhere: its key is destroyed.",
        columns=("subject", "asked_at", "denied_at", "destroyed_at", "deleted_at", "counts"),
    )

    class Meta:
        ordering = ("asked_at",)
