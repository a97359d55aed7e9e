"""What a person was asked and said, objected to, and had restricted. Each deed is a row."""

from django.db import models

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import (
    ACCOUNT,
    OWNER,
    Basis,
    Category,
    Erase,
    Role,
)
from sotto.trust.consents.rules import Case


class Deed(Record):
    """Who did it, when (UTC), through which interface; `actor` is a pseudonym."""

    owner = SubjectField(OWNER)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    interface = models.CharField(max_length=20)

    class Meta:
        abstract = True


def _declared(**columns: Role | None) -> PersonalData:
    return PersonalData(
        category=Category.MAINTENANCE,
        purpose="show what a person allowed, and act on it",
        basis=Basis.LEGAL_OBLIGATION,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"at": OWNER, "actor": None, "interface": None, **columns},
    )


class Question(Deed):
    """The person was shown this wording of a purpose, and may answer."""

    purpose = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)

    personal_data = _declared(purpose=OWNER, version=OWNER, language=OWNER)


class Answer(Deed):
    """Yes or no to a wording. `stands`: the last one, of which there is one for each purpose.

    Which answer is the last is never read off a clock.
    """

    purpose = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    is_yes = models.BooleanField()
    stands = models.BooleanField(default=True)

    personal_data = _declared(
        purpose=OWNER, version=OWNER, language=OWNER, is_yes=OWNER, stands=None
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "owner", "purpose"),
                condition=models.Q(stands=True),
                name="consents_one_answer_stands",
            )
        ]


class Objection(Deed):
    """The purpose is blocked from here on (Art. 21), until it is retracted or overruled."""

    purpose = models.CharField(max_length=60)
    about_owner = Sealed(about=OWNER, holds={"reason": str})

    personal_data = _declared(purpose=OWNER)


class Retraction(Deed):
    """The person objects no longer."""

    objection = models.OneToOneField(Objection, on_delete=models.CASCADE)

    personal_data = _declared(objection=OWNER)


class Overruling(Deed):
    """Compelling legitimate grounds were shown, or claims (Art. 21(1))."""

    objection = models.OneToOneField(Objection, on_delete=models.CASCADE)
    about_owner = Sealed(about=OWNER, holds={"ground": str})

    personal_data = _declared(objection=OWNER)


class Restriction(Deed):
    """The data is stored and no more (Art. 18), until it is lifted.

    `keeps_service`: the person agrees that its calls go on being routed.
    """

    case = models.CharField(max_length=60, choices=[(one.value, one.value) for one in Case])
    keeps_service = models.BooleanField()

    personal_data = _declared(case=OWNER, keeps_service=OWNER)


class LiftingNotice(Deed):
    """The person was told that the restriction is about to be lifted (Art. 18(3))."""

    restriction = models.OneToOneField(Restriction, on_delete=models.CASCADE)

    personal_data = _declared(restriction=OWNER)


class Lifting(Deed):
    """The restriction is over."""

    restriction = models.OneToOneField(Restriction, on_delete=models.CASCADE)

    personal_data = _declared(restriction=OWNER)
