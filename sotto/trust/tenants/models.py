"""The tenant."""

from uuid import uuid4

from django.db import models

from sotto.personal_data.declaration import NotPersonal


class Tenant(models.Model):
    """A customer: an office, a hotel, a town hall. `domain` is its SIP domain and digest realm.

    estate_of: not a customer, but what is left to do of one that was removed: recipients are told.
    Nobody lives or signs in there.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    domain = models.CharField(max_length=253, unique=True)
    plain_media_allowed = models.BooleanField(default=False)  # RTP without SRTP (PBX-21).
    language = models.CharField(max_length=5, default="en")
    country = models.CharField(max_length=2, default="", blank=True)  # ISO 3166-1; empty: strict.
    estate_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="estate"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    personal_data = NotPersonal(
        reason="An organisation, not a person.",
        columns=(
            "name",
            "domain",
            "plain_media_allowed",
            "language",
            "country",
            "estate_of",
            "made_at",
        ),
    )

    class Meta:
        ordering = ("made_at",)
