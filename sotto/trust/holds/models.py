"""Legal holds."""

from django.db import models

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import ACCOUNT, OWNER, PERIOD, Basis, Category, Erase
from sotto.trust.holds.rules import State, state_of


class Hold(Record):
    """What is about its owner is kept as evidence: placed by one person, approved by another.

    retentions: codes of the classes that it covers; none for all. first_month, last_month: as
    `Period.month`, both included; null where it is open. Actors are pseudonyms. The reason stands
    under the tenant's standing period, so that it outlives the owner's key. missing: by table, how
    many parts of rows could not be kept, since their key was gone already, or their file.
    """

    owner = SubjectField(OWNER)
    facts = Sealed(about=PERIOD, holds={"reason": str})
    retentions = models.JSONField(default=list)
    first_month = models.PositiveSmallIntegerField(null=True)
    last_month = models.PositiveSmallIntegerField(null=True)
    review_on = models.DateField()
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=40)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=40, default="")
    lift_asked_at = models.DateTimeField(null=True)
    lift_asked_by = models.CharField(max_length=40, default="")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=40, default="")
    missing = models.JSONField(default=dict)

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="keep evidence for legal claims (Art. 17(3)(e) GDPR)",
        basis=Basis.LEGITIMATE_INTEREST,
        retention=ACCOUNT,
        erase={OWNER: Erase.KEEP_PSEUDONYM},
        columns={
            "retentions": None,
            "first_month": None,
            "last_month": None,
            "review_on": None,
            "placed_at": None,
            "placed_by": None,
            "approved_at": None,
            "approved_by": None,
            "lift_asked_at": None,
            "lift_asked_by": None,
            "lifted_at": None,
            "lifted_by": None,
            "missing": None,
        },
        secrets=("facts.reason",),
    )

    class Meta:
        ordering = ("-placed_at", "pk")

    @property
    def state(self) -> State:
        return state_of(
            is_approved=self.approved_at is not None,
            is_lift_asked=self.lift_asked_at is not None,
            is_lifted=self.lifted_at is not None,
        )

    @property
    def is_in_force(self) -> bool:
        return self.approved_at is not None and self.lifted_at is None
