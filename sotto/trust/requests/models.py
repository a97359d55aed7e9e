"""A request, and a row for each thing that happened to it, with who and when.

Rows outlive the person under its pseudonym, so that an authority can be shown that a request was
answered; what was said in them goes with the person (`reactions`).
"""

from django.db import models

from sotto.personal_data.declaration import NotPersonal, PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import (
    ACCOUNT,
    OWNER,
    REQUESTS,
    Basis,
    Category,
    Erase,
    Role,
)
from sotto.trust.requests.rules import Channel, Ground, Kind, Proof


def _declared(*, erase: Erase = Erase.KEEP_PSEUDONYM, **columns: Role | None) -> PersonalData:
    return PersonalData(
        category=Category.MAINTENANCE,
        purpose="answer a person's request in time, and show that it was answered",
        basis=Basis.LEGAL_OBLIGATION,
        retention=REQUESTS,
        erase={OWNER: erase},
        columns={"at": OWNER, "actor": None, "interface": None, **columns},
    )


def _choices(kind: type[Kind | Channel | Proof | Ground]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class DataRequest(Record):
    """What somebody asks about its own data. `number` counts within the tenant.

    about_owner: who asks (a lawyer, perhaps), how to reach, and what was said.
    purpose: what an objection is against. effect: the erasure, objection or restriction it led to.
    """

    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"asker": str, "reach": str, "text": str}, null=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=_choices(Kind))
    channel = models.CharField(max_length=20, choices=_choices(Channel))
    received_on = models.DateField()
    purpose = models.CharField(max_length=60, default="")
    effect = models.UUIDField(null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    interface = models.CharField(max_length=20)

    personal_data = _declared(
        number=OWNER, kind=OWNER, channel=OWNER, received_on=OWNER, purpose=OWNER, effect=OWNER
    )

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("tenant", "number"), name="requests_number_once")
        ]


class Step(Record):
    """Something that happened; `about_owner` is what was said about it."""

    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"text": str}, null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    interface = models.CharField(max_length=20)

    class Meta:
        abstract = True


class Receipt(Step):
    """The person was told that the request has come, and until when it is answered."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE)

    personal_data = _declared(request=OWNER)


class IdentityQuestion(Step):
    """We asked who it is, having reasons to doubt: the clock stands still (Art. 12(6))."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE)

    personal_data = _declared(request=OWNER)


class IdentityCheck(Step):
    """It is sure who asks. Of a document nothing is kept but that it was seen."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE)
    proof = models.CharField(max_length=60, choices=_choices(Proof))

    personal_data = _declared(request=OWNER, proof=OWNER)


class Extension(Step):
    """Two months more; the person was told the reasons within the first (Art. 12(3))."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE)

    personal_data = _declared(request=OWNER)


class Decision(Step):
    """Granted or refused. The text of a refusal holds the note on complaint (Art. 12(4))."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE)
    is_granted = models.BooleanField()
    ground = models.CharField(max_length=60, choices=_choices(Ground), default="")

    personal_data = _declared(request=OWNER, is_granted=OWNER, ground=OWNER)


class Correction(Step):
    """A value was put right; the old one is gone. `field` names it, values are kept nowhere."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=60)

    personal_data = _declared(request=OWNER, field=OWNER)


class Offer(Step):
    """The archive may be fetched once by the person, signed in, until `expires_at`."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="offers")
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)

    personal_data = _declared(
        erase=Erase.DELETE_ROW, request=OWNER, expires_at=OWNER, fetched_at=OWNER
    )


class Delivery(Step):
    """What was decided has reached the person, or was done."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE)

    personal_data = _declared(request=OWNER)


class Closure(Step):
    """Nothing is left to do; `is_withdrawn`: the person asks no longer."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE)
    is_withdrawn = models.BooleanField(default=False)

    personal_data = _declared(request=OWNER, is_withdrawn=OWNER)


class Reminder(Record):
    """The officers were reminded at this day of the clock; 0 is the alarm that time is over."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="reminders")
    day = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    personal_data = NotPersonal(
        reason="That officers were reminded of a number says nothing about the person.",
        columns=("request", "day", "at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("request", "day"), name="requests_reminded_once")
        ]


class ReminderAddress(Record):
    """Where an officer is reminded by e-mail; who has none sees reminders on the pages alone."""

    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"email": str})
    named_at = models.DateTimeField()

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="remind whoever answers requests of their deadlines",
        basis=Basis.LEGAL_OBLIGATION,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"named_at": OWNER},
    )

    class Meta:
        verbose_name_plural = "reminder addresses"


class ReminderLetter(Record):
    """The mail server took the reminder of this day for this officer, or refused it: once each."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="letters")
    day = models.PositiveSmallIntegerField()
    owner = SubjectField(OWNER)
    at = models.DateTimeField()
    is_refused = models.BooleanField()

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="remind whoever answers requests of their deadlines",
        basis=Basis.LEGAL_OBLIGATION,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"request": OWNER, "day": OWNER, "at": OWNER, "is_refused": OWNER},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("request", "day", "owner"), name="requests_letter_once")
        ]
