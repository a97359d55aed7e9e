"""What every table stands on, and the ledger of the erased."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models.base import ModelState
from typing_extensions import override

from sotto.personal_data.declaration import NotPersonal


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple([one.attname for one in model._meta.concrete_fields])


class Record(models.Model):
    """A row of one tenant, with a random name of its own. Every table of ours is made of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    @override
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """As Django's, in half the time: a fresh row needs no column's descriptor to be set.

        Any: as the database has it; more: what else Django says.
        """
        names = _names(cls)
        if len(values) != len(names):  # Some were left out.
            return super().from_db(db, field_names, values, **more)
        row, state = cls.__new__(cls), ModelState()
        state.adding, state.db = False, db
        row.__dict__.update(zip(names, values, strict=True), _state=state)
        return row


STEPS = (
    "asked",
    "approved",
    "restricted",
    "final",
    "denied",
    "destroyed",
    "deleted",
    "told",
    "epoch_passed",
    "certified",
)
_LEDGER = tuple(f"{step}_at" for step in STEPS)


class Erasure(Record):
    """One line of the ledger that is replayed after every restore: who must not come back.

    A step is done when its time stands; an erasure that was cut off is taken up at the first that
    is missing. `final_at` is the point of no return: until then it may be cancelled. Actors are
    pseudonyms. counts: deeds by table; kept: items with ground and end; waiting_files: files to be
    unlinked yet, each with its table and whether it was there when named; remains: what could not
    be deleted, by ids and fixed words; destroyed_in, passed_in: the keyring's epochs;
    identity_digest: a salted commitment to how the person was identified, whose salt only the
    person has; completion: the audit entry.
    """

    subject = models.UUIDField(db_index=True)
    grace = models.DurationField(default=timedelta)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40, default="")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=40, default="")
    restricted_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=40, default="")
    final_at = models.DateTimeField(null=True)
    denied_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    destroyed_in = models.PositiveIntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    epoch_passed_at = models.DateTimeField(null=True)
    passed_in = models.PositiveIntegerField(null=True)
    certified_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    waiting_files = models.JSONField(default=list)
    remains = models.JSONField(default=list)
    told = models.JSONField(default=list)
    identity_digest = models.CharField(max_length=64, default="")
    completion = models.UUIDField(null=True)

    personal_data = NotPersonal(
        reason="The pseudonym of an erased person leads nowhere: its key is destroyed.",
        columns=(
            "subject",
            "grace",
            "asked_by",
            "approved_by",
            "cancelled_at",
            "cancelled_by",
            "destroyed_in",
            "passed_in",
            "counts",
            "kept",
            "waiting_files",
            "remains",
            "told",
            "identity_digest",
            "completion",
            *_LEDGER,
        ),
    )

    class Meta:
        ordering = ("asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "subject"),
                condition=models.Q(cancelled_at=None),
                name="one_erasure_a_subject",
            ),
        )

    @property
    def times(self) -> Mapping[str, datetime | None]:
        """When each step was done, in their order."""
        return {step: getattr(self, f"{step}_at") for step in STEPS}

    @property
    def is_of_customer(self) -> bool:
        """A customer's removal stands in the ledger under the customer's own id."""
        return bool(self.subject == self.tenant_id)

    @property
    def is_final(self) -> bool:
        return self.final_at is not None

    def note(self, step: str, what: str, *, why: str, **ids: Any) -> None:  # Any: JSON
        """Remember what could not be done; `what` and `why` are fixed words or ids."""
        said = {"step": step, "what": what, "why": why, **ids}
        if said not in self.remains:
            self.remains = [*self.remains, said]

    def forget_remains(self, step: str) -> None:
        """Before the step is tried again."""
        self.remains = [one for one in self.remains if one["step"] != step]
