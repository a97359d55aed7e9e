"""The one-time code by which an outsider shows that a number or address is its own."""

from django.db import models

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import OWNER, REQUESTS, Basis, Category, Erase


class IdentityCode(Record):
    """Said on a call back to the number, or sent to the address. Only its hash is kept."""

    owner = SubjectField(OWNER)
    code_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="check that whoever asks for data is the person it is about",
        basis=Basis.LEGAL_OBLIGATION,
        retention=REQUESTS,
        erase={OWNER: Erase.DELETE_ROW},
        columns={
            "code_hash": OWNER,
            "expires_at": None,
            "attempts": OWNER,
            "confirmed_at": OWNER,
        },
        secrets=("code_hash",),
    )
