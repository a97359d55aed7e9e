"""What others may hear of access. `account` and `owner` are None where nobody has that name."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SignedIn:
    account: UUID
    owner: UUID


@dataclass(frozen=True, slots=True)
class SignInFailed:
    account: UUID | None
    owner: UUID | None


@dataclass(frozen=True, slots=True)
class AccountLocked:
    account: UUID
    owner: UUID


@dataclass(frozen=True, slots=True)
class SignedOut:
    account: UUID
    owner: UUID


@dataclass(frozen=True, slots=True)
class LinkMade:
    """Somebody may now open this account."""

    account: UUID
    owner: UUID


@dataclass(frozen=True, slots=True)
class AccountOpened:
    """A one-time link was used: name and password were chosen."""

    account: UUID
    owner: UUID


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """role: administrator, officer or user, from now on."""

    account: UUID
    owner: UUID
    role: str


@dataclass(frozen=True, slots=True)
class AccountsViewed:
    """Somebody looked at who may sign in, and as what."""
