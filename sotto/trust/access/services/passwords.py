"""Passwords: checked against what is common, hashed with Argon2id (PBX-12)."""

import secrets
import threading
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sotto.trust.access import rules
from sotto.trust.access.models import Account
from sotto.trust.access.services.errors import PasswordRefused

# Each hash takes 100 MiB: a flood of sign-ins waits here and does not exhaust the memory.
_at_once = threading.BoundedSemaphore(2)


def hash_of(password: str, *, name: str) -> str:
    """Raises PasswordRefused with everything that is wrong with it."""
    reasons = []
    try:
        validate_password(password)
    except ValidationError as error:
        reasons = list(error.messages)
    if rules.comparable(name) in rules.comparable(password):
        reasons.append(_("The password must not hold the name to sign in with."))
    if reasons:
        raise PasswordRefused(reasons)
    with _at_once:
        return make_password(password)


def is_right(account: Account | None, password: str) -> bool:
    """Takes the same time for an account that is not there."""
    encoded = _nobodys_hash() if account is None else account.password
    with _at_once:
        return check_password(password, encoded) and account is not None


@cache
def _nobodys_hash() -> str:
    return make_password(secrets.token_urlsafe())
