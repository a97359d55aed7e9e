"""Lockout, sign-in names and links: pure decisions."""

import unicodedata
from datetime import datetime, timedelta

from sotto.lib import lockout
from sotto.lib.lockout import Lockout

NAME_LETTERS = 120
LINK_LIVES = timedelta(hours=24)
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def comparable(name: str) -> str:
    """How sign-in names are compared: compatibility forms, case and outer blanks don't matter."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def without_domain(name: str, domain: str) -> str:
    """`ada@office.example` and `ada` are one name in the tenant of that domain. Comparable form."""
    return comparable(name).removesuffix(f"@{comparable(domain)}")


def is_sign_in_name(name: str) -> bool:
    """1 to 120 visible characters; comparing must leave something of it."""
    visible = all(unicodedata.category(letter) not in _INVISIBLE for letter in name)
    return visible and len(name) <= NAME_LETTERS and bool(comparable(name))


def is_locked(locked_until: datetime | None, *, now: datetime) -> bool:
    """now: aware, UTC."""
    return locked_until is not None and now < locked_until


def failures_so_far(failures: int, locked_until: datetime | None, *, now: datetime) -> int:
    """A lock that has passed forgives the failures that led to it."""
    has_passed = locked_until is not None and now >= locked_until
    return 0 if has_passed else failures


def locked_after(
    failures: int, *, now: datetime, policy: Lockout = lockout.ACCOUNT
) -> datetime | None:
    """Until when an account is locked that has failed so often; None when it isn't."""
    return now + policy.period if failures >= policy.failures else None
