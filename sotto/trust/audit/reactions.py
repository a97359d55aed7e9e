"""What the rooms below report, which may not call up."""

from sotto.backbone.events import reacts_to
from sotto.trust.access.events import (
    AccountLocked,
    AccountOpened,
    AccountsViewed,
    LinkMade,
    RoleGiven,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from sotto.trust.audit.rules import Decision
from sotto.trust.audit.services import record
from sotto.trust.tenants.events import CountryChosen, PlainMediaDecided


@reacts_to(SignedIn)
def record_sign_in(fact: SignedIn) -> None:
    record("access:account:signed_in", object_id=fact.account, subject=fact.owner)


@reacts_to(SignInFailed)
def record_failure(fact: SignInFailed) -> None:
    record(
        "access:account:sign_in_failed",
        object_id=fact.account,
        subject=fact.owner,
        decision=Decision.REFUSED,
    )


@reacts_to(AccountLocked)
def record_lock(fact: AccountLocked) -> None:
    record(
        "access:account:locked",
        object_id=fact.account,
        subject=fact.owner,
        decision=Decision.REFUSED,
    )


@reacts_to(SignedOut)
def record_sign_out(fact: SignedOut) -> None:
    record("access:account:signed_out", object_id=fact.account, subject=fact.owner)


@reacts_to(LinkMade)
def record_link(fact: LinkMade) -> None:
    record("access:link:made", object_id=fact.account, subject=fact.owner)


@reacts_to(AccountOpened)
def record_opening(fact: AccountOpened) -> None:
    record("access:account:opened", object_id=fact.account, subject=fact.owner)


@reacts_to(RoleGiven)
def record_role(fact: RoleGiven) -> None:
    record(f"access:account:made_{fact.role}", object_id=fact.account, subject=fact.owner)


@reacts_to(AccountsViewed)
def record_look_at_accounts(_: AccountsViewed) -> None:
    record("access:accounts:viewed")


@reacts_to(PlainMediaDecided)
def record_media_policy(fact: PlainMediaDecided) -> None:
    deed = "allowed" if fact.is_allowed else "forbidden"
    record(f"tenants:plain_media:{deed}", object_id=fact.tenant)


@reacts_to(CountryChosen)
def record_country(fact: CountryChosen) -> None:
    record("tenants:country:chosen", object_id=fact.tenant)
