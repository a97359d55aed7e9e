"""The call detail record."""

from django.db import models
from django.db.models.expressions import RawSQL

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.portable import (
    Conversation,
    Moment,
    Portable,
    Side,
    Values,
    instant,
    part,
)
from sotto.personal_data.vocabulary import (
    AUDIT_TRAIL,
    CALL_DETAIL,
    CALLEE,
    CALLER,
    DIVERTER,
    PERIOD,
    Basis,
    Category,
    Erase,
)


def as_conversation(values: Values) -> Conversation:
    """A vCon; what was dialled stands for the called side when nobody of ours was there."""
    caller, callee, facts = (part(values, one) for one in ("about_caller", "about_callee", "facts"))
    answered, ended = instant(facts.get("answered_at")), instant(facts.get("ended_at"))
    return Conversation(
        sides=(
            Side("caller", caller.get("number"), caller.get("name")),
            Side("callee", callee.get("number") or caller.get("dialled"), callee.get("name")),
        ),
        began_at=answered or instant(facts.get("started_at")),
        length=ended - answered if answered and ended else None,
        outcome=str(facts.get("outcome") or ""),
    )


def as_moment(values: Values) -> Moment | None:
    facts = part(values, "facts")
    begun, ended = instant(facts.get("started_at")), instant(facts.get("ended_at"))
    return Moment("Call", begun, ended) if begun and ended else None


class Call(Record):
    """One call, answered or not; `id` is the call's own. Written once, when it is over.

    Each party's number and name are under its own key: erase one, and the others' record stays.
    `diverter` sent the call on to the callee, by forwarding or transfer. A caller who `withheld`
    the number is shown to nobody else. `dialled` is set when nobody of ours stands behind the
    number: then it is a fact about the caller. Times (ISO 8601, UTC) and outcome are under the
    period's key, so a list is ordered by `sequence`: the order in which calls were recorded.
    `protection` has for `caller` and `callee` `signalling`, `cipher` and `media`: an SRTP suite,
    "none", or "loopback" for our own voice mail; a leg that never was is missing.
    """

    caller = SubjectField(CALLER, null=True)
    callee = SubjectField(CALLEE, null=True)
    diverter = SubjectField(DIVERTER, null=True)
    about_caller = Sealed(
        about=CALLER,
        holds={"number": str, "name": str, "dialled": str, "withheld": bool},
        null=True,
    )
    about_callee = Sealed(about=CALLEE, holds={"number": str, "name": str}, null=True)
    about_diverter = Sealed(about=DIVERTER, holds={"number": str, "name": str}, null=True)
    facts = Sealed(
        about=PERIOD,
        holds={
            "started_at": str,
            "answered_at": str,
            "ended_at": str,
            "outcome": str,
            "sip_code": int,
        },
    )
    protection = models.JSONField()
    is_cut = models.BooleanField(default=False)  # Numbers from outside have lost their end.
    sequence = models.BigIntegerField(
        unique=True, db_default=RawSQL("nextval('calls_call_sequence')", [])
    )

    personal_data = PersonalData(
        category=Category.ACTIVITY,
        purpose="show who called whom, and how well it was protected",
        basis=Basis.CONTRACT,
        retention=CALL_DETAIL,
        erase=dict.fromkeys((CALLER, CALLEE, DIVERTER), Erase.ANONYMISE),
        columns={"protection": None, "is_cut": None, "sequence": None},
    )
    portable = Portable(conversation=as_conversation, moment=as_moment)

    class Meta:
        ordering = ("-sequence",)
        indexes = (models.Index(fields=("tenant", "-sequence"), name="calls_of_a_tenant"),)


class Reveal(Record):
    """Somebody had a masked call shown in full, and said why. `actor` as in the audit trail.

    The pseudonyms of those who spoke stand in it, so that each can be told.
    """

    call = models.UUIDField()
    caller = SubjectField(CALLER, null=True)
    callee = SubjectField(CALLEE, null=True)
    diverter = SubjectField(DIVERTER, null=True)
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()
    facts = Sealed(about=PERIOD, holds={"reason": str, "was_heard": bool})

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="account for numbers that were shown in full",
        basis=Basis.LEGAL_OBLIGATION,
        retention=AUDIT_TRAIL,
        erase=dict.fromkeys((CALLER, CALLEE, DIVERTER), Erase.KEEP_PSEUDONYM),
        columns={"call": None, "actor": None, "at": None},
    )

    class Meta:
        ordering = ("-at",)
