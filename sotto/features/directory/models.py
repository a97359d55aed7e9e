"""People, numbers, devices, other parties; and the three projections of the SIP edge."""

from django.db import models

from sotto.personal_data.declaration import NotPersonal, PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.portable import Card, Portable, Values, part
from sotto.personal_data.vocabulary import ACCOUNT, OWNER, Basis, Category, Erase


def as_card(values: Values) -> Card:
    """Of a person, a number or an outsider: what is written about its owner."""
    about = part(values, "about_owner")
    return Card(
        name=about.get("name") or "",
        emails=tuple(filter(None, [about.get("email")])),
        numbers=tuple(filter(None, [about.get("number")])),
    )


class Person(Record):
    """An end user."""

    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"name": str, "email": str})
    added_at = models.DateTimeField(auto_now_add=True)

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="know who can be reached, and how",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"added_at": OWNER},
    )
    portable = Portable(card=as_card)

    class Meta:
        verbose_name_plural = "people"


class Number(Record):
    """A number by which a person is reached. `extension` for now; trunks will bring others."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="numbers")
    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"number": str})

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="route calls to a person",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"person": OWNER},
    )
    portable = Portable(card=as_card)


class Device(Record):
    """A telephone or client that registers for a person.

    `ha1` is the digest secret of RFC 7616 under `algorithm`; the password itself is not kept.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"username": str, "ha1": str, "label": str})
    algorithm = models.CharField(max_length=10)
    added_at = models.DateTimeField(auto_now_add=True)

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="let a person's telephone register",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"person": OWNER, "algorithm": None, "added_at": OWNER},
        secrets=("about_owner.ha1",),
    )


class Withholding(Record):
    """A person withholds its number in every call, unless a call says otherwise (PBX-41)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="withholding")
    owner = SubjectField(OWNER)
    chosen_at = models.DateTimeField()

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="hide from those who are called who calls",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"person": OWNER, "chosen_at": OWNER},
    )


class OtherParty(Record):
    """Somebody outside who was in a call or left a message: a data subject like any other."""

    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"number": str, "name": str})
    first_met_at = models.DateTimeField(auto_now_add=True)

    personal_data = PersonalData(
        category=Category.ACTIVITY,
        purpose="recognise the other party of a call, so that its rights can be honoured",
        basis=Basis.LEGITIMATE_INTEREST,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"first_met_at": OWNER},
    )
    portable = Portable(card=as_card)


_PROJECTION = "UNLOGGED copy in the clear for routing; rebuilt from the sealed rows."


class EdgeDevice(models.Model):
    """Projection: what the SIP edge must know to let a device in."""

    username = models.CharField(primary_key=True, max_length=20)
    tenant = models.UUIDField()
    device = models.UUIDField()
    person = models.UUIDField()
    subject = models.UUIDField(db_index=True)
    extension = models.CharField(max_length=20)
    display_name = models.CharField(max_length=120)
    realm = models.CharField(max_length=253)
    algorithm = models.CharField(max_length=10)
    ha1 = models.CharField(max_length=64)
    plain_media_allowed = models.BooleanField()
    withholds = models.BooleanField(db_default=False)

    personal_data = NotPersonal(
        reason=_PROJECTION,
        columns=(
            "username",
            "device",
            "person",
            "subject",
            "extension",
            "display_name",
            "realm",
            "algorithm",
            "ha1",
            "plain_media_allowed",
            "withholds",
        ),
        projection=True,
    )

    class Meta:
        db_table = "edge_device"


class EdgeNumber(models.Model):
    """Projection: where a number leads. `kind` is person or mailbox."""

    pk = models.CompositePrimaryKey("realm", "number")
    tenant = models.UUIDField()
    realm = models.CharField(max_length=253)
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    person = models.UUIDField(null=True)
    subject = models.UUIDField(null=True, db_index=True)
    display_name = models.CharField(max_length=120)

    personal_data = NotPersonal(
        reason=_PROJECTION,
        columns=("realm", "number", "kind", "person", "subject", "display_name"),
        projection=True,
    )

    class Meta:
        db_table = "edge_number"


class EdgeState(models.Model):
    """Projection: whether the projections are whole. Empty after a crash, like they are."""

    complete = models.BooleanField(primary_key=True)
    changed_at = models.DateTimeField()

    personal_data = NotPersonal(
        reason="About no one.", columns=("complete", "changed_at"), projection=True
    )

    class Meta:
        db_table = "edge_state"


class OtherPartyIndex(models.Model):
    """Projection: keyed digest of the canonical form of an outside number or address -> subject.

    `rank` orders the few that one digest may lead to: pseudonyms that were made before notations
    were read, the oldest first.
    """

    pk = models.CompositePrimaryKey("digest", "subject")
    digest = models.BinaryField(max_length=32)
    tenant = models.UUIDField()
    subject = models.UUIDField(db_index=True)
    rank = models.PositiveIntegerField(default=0)

    personal_data = NotPersonal(
        reason="A keyed digest, UNLOGGED: never in the write-ahead log or a dump.",
        columns=("digest", "subject", "rank"),
        projection=True,
    )

    class Meta:
        db_table = "directory_other_party_index"
