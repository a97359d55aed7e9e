"""Accounts and the one-time links that open them."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sotto.personal_data.declaration import NotPersonal, PersonalData
from sotto.personal_data.fields import Sealed, SubjectField
from sotto.personal_data.models import Record
from sotto.personal_data.vocabulary import (
    ACCOUNT,
    OWNER,
    Basis,
    Category,
    Erase,
)


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator"
    OFFICER = "officer"  # The data protection officer.
    USER = "user"


class Account(Record, AbstractBaseUser):
    """Who may sign in. Known to Django by its id; the name to sign in with is sealed."""

    owner = SubjectField(OWNER)
    about_owner = Sealed(about=OWNER, holds={"sign_in_name": str})
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.USER)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Account"]()

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="let a person sign in",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={
            "password": OWNER,
            "last_login": OWNER,
            "role": OWNER,
            "failures": OWNER,
            "locked_until": OWNER,
        },
        secrets=("password",),
    )

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def is_officer(self) -> bool:
        """May answer for data protection. Administrators too: a legal hold needs two people."""
        return self.role in {Role.OFFICER, Role.ADMINISTRATOR}


class OneTimeLink(Record):
    """Opens an account once. Only a digest of its random token is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    owner = SubjectField(OWNER)
    token_digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()

    personal_data = PersonalData(
        category=Category.PROVISIONING,
        purpose="open an account without a default password",
        basis=Basis.CONTRACT,
        retention=ACCOUNT,
        erase={OWNER: Erase.DELETE_ROW},
        columns={"account": OWNER, "token_digest": OWNER, "expires_at": None},
        secrets=("token_digest",),
    )


class SignInName(models.Model):
    """Projection: keyed digest of a sign-in name -> account. Rebuilt from the sealed accounts."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    tenant = models.UUIDField()
    account = models.UUIDField(db_index=True)

    personal_data = NotPersonal(
        reason="A keyed digest, UNLOGGED: never in the write-ahead log or a dump.",
        columns=("digest", "account"),
        projection=True,
    )

    class Meta:
        db_table = "access_sign_in_name"
