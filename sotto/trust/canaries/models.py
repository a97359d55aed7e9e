"""Canaries, and the searches for what is left of them."""

from django.db import models

from sotto.personal_data.declaration import NotPersonal
from sotto.personal_data.models import Record


class Canary(Record):
    """A synthetic person.

    token, serial: how its markers and its number are told; subjects: its pseudonyms; kept: copies
    of its envelopes, as an old backup has them: `field`, `row`, `subjects`, `envelope` (Base64);
    uncovered: tables about people of which no room made a row for it.
    """

    token = models.CharField(max_length=16, unique=True)
    serial = models.CharField(max_length=6)
    subjects = models.JSONField(default=list)
    kept = models.JSONField(default=list)
    uncovered = models.JSONField(default=list)
    hatched_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    personal_data = NotPersonal(
        reason="Nobody: made by the clock, to be searched for.",
        columns=(
            "token",
            "serial",
            "subjects",
            "kept",
            "uncovered",
            "hatched_at",
            "erased_at",
        ),
    )

    class Meta:
        ordering = ("-hatched_at",)


class Search(Record):
    """What one search found.

    leaks: `place` and `token` of what should not be there; unread:
    places that could not be read; opened: how many old copies of the erased could be opened.
    """

    at = models.DateTimeField()
    seconds = models.FloatField()
    files = models.PositiveIntegerField()
    bytes = models.BigIntegerField()
    erased = models.PositiveIntegerField()
    living = models.PositiveIntegerField()
    copies = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    leaks = models.JSONField(default=list)
    unread = models.JSONField(default=list)

    personal_data = NotPersonal(
        reason="About nobody: names of files and tables.",
        columns=(
            "at",
            "seconds",
            "files",
            "bytes",
            "erased",
            "living",
            "copies",
            "opened",
            "leaks",
            "unread",
        ),
    )

    class Meta:
        ordering = ("-at",)

    @property
    def is_clean(self) -> bool:
        """Everything was read, and nothing was found or opened."""
        return not (self.leaks or self.unread or self.opened)
