"""Sign in and out. Every attempt is told to whoever listens: the audit trail does (PBX-10)."""

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from django.utils import timezone

from sotto.backbone import events
from sotto.personal_data.actor import acting, current_actor
from sotto.trust.access import rules
from sotto.trust.access.events import AccountLocked, SignedIn, SignedOut, SignInFailed
from sotto.trust.access.models import Account
from sotto.trust.access.services import names, passwords
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within


class _Attempt(NamedTuple):
    """Whose account was meant, if anybody's, and whether its password may be tried."""

    account: Account | None
    may_try: bool


def sign_in(*, name: str, password: str, host: str, now: datetime | None = None) -> Account | None:
    """The account, or None: unknown, wrong and locked look alike and take equally long.

    An attempt is counted before the password is checked, so that a thousand at once are not a
    thousand free ones. Must not run inside a transaction that may be rolled back.
    """
    now = now or timezone.now()
    tenant = names.tenant_of(name, host)
    attempt = _count(tenant, name, now)
    is_right = passwords.is_right(attempt.account if attempt.may_try else None, password)
    with within(tenant.pk):
        if is_right:
            return _succeed(attempt)
        _fail(attempt, now)
        return None


def sign_out(account: Account) -> None:
    """The page ends the session itself."""
    events.publish(SignedOut(account.pk, account.owner))


def _count(tenant: Tenant, name: str, now: datetime) -> _Attempt:
    with within(tenant.pk):
        known = names.account_named(tenant, name) or uuid4()  # Nobody's: asked for all the same.
        account = Account.objects.select_for_update().filter(pk=known).first()
        if account is None or rules.is_locked(account.locked_until, now=now):
            return _Attempt(account, may_try=False)
        so_far = rules.failures_so_far(account.failures, account.locked_until, now=now)
        account.locked_until = rules.locked_after(so_far, now=now)  # All tries are under way.
        may_try = account.locked_until is None
        account.failures = so_far + 1 if may_try else so_far
        account.save(update_fields=("failures", "locked_until"))
        return _Attempt(account, may_try)


def _fail(attempt: _Attempt, now: datetime) -> None:
    account = attempt.account
    if account is None:
        events.publish(SignInFailed(None, None))
        return
    events.publish(SignInFailed(account.pk, account.owner))
    until = rules.locked_after(account.failures, now=now)
    if attempt.may_try and until is not None:
        Account.objects.filter(pk=account.pk).update(locked_until=until)
        events.publish(AccountLocked(account.pk, account.owner))


def _succeed(attempt: _Attempt) -> Account | None:
    account = attempt.account
    if account is None:
        return None
    with acting(str(account.pk), interface=current_actor().interface):
        Account.objects.filter(pk=account.pk).update(failures=0, locked_until=None)
        events.publish(SignedIn(account.pk, account.owner))
    return account
