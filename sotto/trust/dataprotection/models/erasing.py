"""What a tenant has chosen for erasures, and the certificates of those that ended."""

from django.db import models

from sotto.personal_data.declaration import NotPersonal
from sotto.personal_data.models import Erasure, Record


class Policy(Record):
    """grace: how long an approved erasure can be cancelled. sharing: `Sharing`, of shared content.

    What was not chosen is empty: then the setting holds, and what each table declares.
    """

    grace = models.DurationField(null=True)
    sharing = models.CharField(max_length=30, default="", blank=True)

    personal_data = NotPersonal(reason="A choice of an organisation.", columns=("grace", "sharing"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant",), name="one_policy_a_tenant"),)


class Certificate(Record):
    """One issue of an erasure's certificate: `document` is the signed JSON, byte for byte.

    A further one is issued when something changed: what remained has gone, a recipient answered, a
    legal hold was lifted. fingerprint: of what it says, without its times.
    """

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    is_complete = models.BooleanField()
    fingerprint = models.CharField(max_length=64)
    document = models.TextField()

    personal_data = NotPersonal(
        reason="Says of a pseudonym that leads nowhere what was erased; ids, counts and times.",
        columns=("erasure", "number", "issued_at", "is_complete", "fingerprint", "document"),
    )

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("erasure", "number"), name="one_certificate_a_number"),
        )
