"""The last finding of each probe, and every change of a verdict."""

from django.db import models

from sotto.personal_data.declaration import NotPersonal
from sotto.personal_data.models import Record

_REASON = "What the system found about itself: names of settings, tables and files, no person."


class SystemCheck(models.Model):
    """The last finding of a probe of the whole system."""

    statement = models.CharField(primary_key=True, max_length=60)
    verdict = models.CharField(max_length=40)
    measured = models.TextField()
    values = models.JSONField(default=dict)
    at = models.DateTimeField()

    personal_data = NotPersonal(
        reason=_REASON, columns=("statement", "verdict", "measured", "values", "at")
    )


class TenantCheck(Record):
    """The last finding of a probe of one tenant."""

    statement = models.CharField(max_length=60)
    verdict = models.CharField(max_length=40)
    measured = models.TextField()
    values = models.JSONField(default=dict)
    at = models.DateTimeField()

    personal_data = NotPersonal(
        reason=_REASON, columns=("statement", "verdict", "measured", "values", "at")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "statement"), name="one_check_a_tenant"),
        )


class Turn(models.Model):
    """A verdict changed: when a line turned red, and when green again."""

    id = models.BigAutoField(primary_key=True)
    statement = models.CharField(max_length=60)
    of_tenant = models.UUIDField(null=True)
    was = models.CharField(max_length=40)
    became = models.CharField(max_length=40)
    at = models.DateTimeField()

    personal_data = NotPersonal(
        reason=_REASON,
        columns=("statement", "of_tenant", "was", "became", "at"),
    )

    class Meta:
        ordering = ("-id",)
