"""A record of GDPRbench twice: sealed as everything of ours is, and in clear.

What GDPRbench keeps beside the data of each record stands in columns of both: purpose, objection,
decision, who may see it, with whom it is shared, where it came from, category, until when it is
kept. None of them says who somebody is. `user` is the owner's pseudonym.
"""

from typing import Any, ClassVar

from django.db import models

from sotto.personal_data.declaration import NotPersonal, PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import ACCOUNT, OWNER, Basis, Category, Erase

FIELDS = tuple(f"field{number}" for number in range(10))
METADATA = ("purpose", "objection", "decision", "acl", "share", "source", "category", "kept_days")


class Item(Record):
    purpose = models.SmallIntegerField()
    objection = models.SmallIntegerField()
    decision = models.SmallIntegerField()
    acl = models.SmallIntegerField()
    share = models.SmallIntegerField()
    source = models.SmallIntegerField()
    category = models.SmallIntegerField()
    kept_days = models.SmallIntegerField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()  # Any: either of the two.

    class Meta:
        abstract = True


class SealedItem(Item):
    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds=dict.fromkeys(FIELDS, str))

    personal_data = PersonalData(
        category=Category.CONTENT,
        purpose="be measured",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns=dict.fromkeys(METADATA),
    )

    class Meta:
        app_label = "gdprbench"
        indexes = (models.Index(fields=("purpose", "id")),)


class ClearItem(Item):
    """What a room without any of this would have: the fields as JSON, read and written at once."""

    owner = models.UUIDField(db_index=True)
    about_owner = models.TextField()

    personal_data = NotPersonal(
        reason="Made up for a benchmark.", columns=(*METADATA, "owner", "about_owner")
    )

    class Meta:
        app_label = "gdprbench"
        indexes = (models.Index(fields=("purpose", "id")),)
