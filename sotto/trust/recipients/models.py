"""The register of recipients, what went to them, and what they were told."""

from django.db import models

from sotto.personal_data.declaration import PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import ACCOUNT, OWNER, PERIOD, Basis, Category, Erase
from sotto.trust.recipients.rules import Answer, Channel, State, Topic, state_of


class Recipient(Record):
    """Somebody outside who gets personal data: an organisation, under its own name.

    details: `name`, `address` (an e-mail address or an https address; empty for manual), `secret`
    (of a webhook), `purpose` in words. categories: of what may go there (`vocabulary.Category`).
    country: ISO 3166-1, where the data goes. Sealed under the tenant's standing period, since a
    name or an address may be somebody's.
    """

    details = Sealed(
        about=PERIOD, holds={"name": str, "address": str, "secret": str, "purpose": str}
    )
    channel = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Channel])
    ground = models.CharField(max_length=40)
    categories = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="know to whom personal data goes, and tell them what becomes of it (Art. 19 GDPR)",
        basis=Basis.LEGAL_OBLIGATION,
        retention=ACCOUNT,
        erase={},
        columns={
            "channel": None,
            "ground": None,
            "categories": None,
            "country": None,
            "added_at": None,
            "ended_at": None,
        },
        secrets=("details.secret",),
    )

    class Meta:
        ordering = ("added_at", "pk")


class Transfer(Record):
    """What of somebody went to a recipient, when and on which ground (PBX-81, ENT-81).

    Its id went along, so that the recipient can find the person when nobody else can any more.
    """

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="transfers")
    owner = SubjectField(OWNER)
    categories = models.JSONField(default=list)
    ground = models.CharField(max_length=40)
    at = models.DateTimeField()

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="account for what was passed on",
        basis=Basis.LEGAL_OBLIGATION,
        retention=ACCOUNT,
        erase={OWNER: Erase.KEEP_PSEUDONYM},
        columns={"recipient": OWNER, "categories": OWNER, "ground": OWNER, "at": OWNER},
    )

    class Meta:
        ordering = ("-at", "pk")


class Notice(Record):
    """One recipient is told one thing about one subject, and its answer.

    references: ids of the transfers. fields: names of what was put right, never a value.
    token_digest: of the link by which the recipient answers. next_at: the next attempt or reminder.
    """

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="notices")
    owner = SubjectField(OWNER)
    topic = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Topic])
    references = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reminders = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    impossible_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Answer])
    noted_by = models.CharField(max_length=40, blank=True)
    token_digest = models.BinaryField(max_length=32, null=True)

    personal_data = PersonalData(
        category=Category.MAINTENANCE,
        purpose="tell recipients of a rectification, erasure or restriction (Art. 19 GDPR)",
        basis=Basis.LEGAL_OBLIGATION,
        retention=ACCOUNT,
        erase={OWNER: Erase.KEEP_PSEUDONYM},
        columns={
            "recipient": OWNER,
            "topic": OWNER,
            "references": OWNER,
            "fields": OWNER,
            "made_at": OWNER,
            "next_at": None,
            "attempts": None,
            "reminders": None,
            "sent_at": OWNER,
            "impossible_at": OWNER,
            "answered_at": OWNER,
            "answer": OWNER,
            "noted_by": None,
            "token_digest": None,
        },
    )

    class Meta:
        ordering = ("-made_at", "pk")

    @property
    def state(self) -> State:
        return state_of(
            sent_at=self.sent_at,
            next_at=self.next_at,
            impossible_at=self.impossible_at,
            answered_at=self.answered_at,
        )

    @property
    def is_for_hand(self) -> bool:
        """Somebody must tell this recipient, since no machine can."""
        is_manual = self.recipient.channel == Channel.MANUAL
        return self.answered_at is None and (is_manual or self.impossible_at is not None)
