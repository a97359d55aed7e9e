"""Decisions about time, and what was done by them. Decisions and runs are added, never changed."""

from django.db import models

from sotto.personal_data.declaration import NotPersonal
from sotto.personal_data.models import Record


class PeriodDecision(Record):
    """For how long a class is kept; the latest of a class holds. `decided_by` is a pseudonym.

    unread_days: after so many days even an unheard message goes; null: it waits to be heard.
    """

    retention = models.PositiveSmallIntegerField()
    days = models.PositiveIntegerField()
    unread_days = models.PositiveIntegerField(null=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40)

    personal_data = NotPersonal(
        reason="What an organisation decided; who did so is a pseudonym, as in the audit trail.",
        columns=("retention", "days", "unread_days", "decided_at", "decided_by"),
    )

    class Meta:
        ordering = ("-decided_at",)
        indexes = (models.Index(fields=("tenant", "retention", "-decided_at")),)


class MaskingDecision(Record):
    """What is stored of calls inside and to outside numbers; the latest holds (ENT-30, PBX-46).

    after_days: so old, numbers from outside are stored masked; null: never.
    """

    inside = models.CharField(max_length=10)
    outside = models.CharField(max_length=10)
    after_days = models.PositiveIntegerField(null=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40)

    personal_data = NotPersonal(
        reason="What an organisation decided; who did so is a pseudonym, as in the audit trail.",
        columns=("inside", "outside", "after_days", "decided_at", "decided_by"),
    )

    class Meta:
        ordering = ("-decided_at",)


class Run(Record):
    """One execution. `counts`: rows, files and keys that went, by table or class.

    Without `finished_at` it was cut off, or is at work: the next one takes it up.
    """

    day = models.DateField()
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    begun_by = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)

    personal_data = NotPersonal(
        reason="What the machine did, in figures.",
        columns=("day", "begun_at", "finished_at", "begun_by", "counts"),
    )

    class Meta:
        ordering = ("-begun_at",)


class Darkening(Record):
    """A class's month is gone: its key was destroyed, so no copy anywhere opens."""

    retention = models.PositiveSmallIntegerField()
    month = models.PositiveIntegerField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="darkenings")
    at = models.DateTimeField()

    personal_data = NotPersonal(
        reason="Which months are over.", columns=("retention", "month", "run", "at")
    )

    class Meta:
        ordering = ("-month", "retention")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "retention", "month"), name="a_month_goes_dark_once"
            ),
        )


class KnownDay(Record):
    """The latest day that was believed. It never goes back; `doubted` waits to be confirmed."""

    day = models.DateField()
    doubted = models.DateField(null=True)
    confirmed_by = models.CharField(max_length=40, blank=True)

    personal_data = NotPersonal(
        reason="The machine's clock, and the pseudonym of whoever said that it is right.",
        columns=("day", "doubted", "confirmed_by"),
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant",), name="one_known_day"),)


class ClockFault(Record):
    """The clock said `showed` although `known` had passed: what was sealed then is younger."""

    showed = models.DateField()
    known = models.DateField()
    found_at = models.DateTimeField()

    personal_data = NotPersonal(
        reason="The machine's clock.", columns=("showed", "known", "found_at")
    )

    class Meta:
        ordering = ("-found_at",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "showed", "known"), name="a_fault_once"),
        )
