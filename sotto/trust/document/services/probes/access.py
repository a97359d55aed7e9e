"""Probes of who may come in: the settings as they run, and the accounts as they lie there."""

import re
from collections.abc import Callable, Iterator
from importlib.resources import files

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import get_hasher, make_password
from django.urls import URLResolver, get_resolver

from sotto.backbone.events import reactions_to
from sotto.lib import lockout
from sotto.lib.lockout import Lockout
from sotto.trust.access import queries, rules
from sotto.trust.access.events import AccountLocked, SignedIn, SignedOut, SignInFailed
from sotto.trust.access.permissions import refuses
from sotto.trust.document.rules import Finding, broken, holds_if, none_of
from sotto.trust.document.services.probing import probe

_MOST_FAILURES, _LEAST_MINUTES = 15, 10  # PBX-11
_LEAST_LETTERS = 12
_LONGEST_SESSION_HOURS = 12
_LONGEST_LINK_HOURS = 24
_GATE = "sotto.trust.access.middleware.SignInRequired"
_TENANT = "sotto.trust.access.middleware.WithinTenant"
# Everybody's own; `directory:people` asks again before it adds somebody.
_EVERYBODYS = """
    first-page data-protection choose-language access:open access:sign-in access:sign-out
    dataprotection:mine dataprotection:my-archive consents:mine consents:answer requests:mine
    requests:my-request requests:my-archive requests:my-withdraw recipients:answer calls:calls
    voicemail:messages voicemail:own-period voicemail:audio voicemail:mark-heard voicemail:delete
    directory:people directory:phone-book directory:person directory:withhold-number
    directory:show-number
"""
_ADMINISTRATORS = """
    access:accounts access:invite-officer access:role calls:reveal calls:revealed
    directory:remove-person directory:invite-person directory:add-device directory:remove-device
"""


@probe("identity.sign_in_required")
def sign_in_required() -> Finding:
    """The gate stands in the chain, and only these pages say that they need no session."""
    gates = [name for name in (_GATE, _TENANT) if name not in settings.MIDDLEWARE]
    open_pages = sorted(_open(get_resolver()))
    known = {"open", "sign-in", "choose-language", "answer"}
    strangers = [name for name in open_pages if name not in known]
    return none_of(
        [*(f"{name} is missing" for name in gates), *strangers],
        looked_at="middleware and addresses",
        open=", ".join(open_pages),
    )


def _open(resolver: URLResolver) -> list[str]:
    names: list[str] = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            names += _open(pattern)
        elif not getattr(pattern.callback, "login_required", True):
            names.append(str(pattern.name))
    return names


@probe("identity.lockout")
def account_lockout() -> Finding:
    return _judged(lockout.ACCOUNT)


@probe("identity.device_lockout")
def device_lockout() -> Finding:
    """The policy, and the tables in Kamailio that forget after its period."""
    policy = lockout.DEVICE
    template = files("sotto.engines.kamailio") / "templates" / "kamailio.cfg"
    kept = re.findall(r'"(wrong|locked)=>[^"]*autoexpire=(\d+)', template.read_text())
    wrong = [name for name, seconds in kept if int(seconds) != policy.period.total_seconds()]
    if wrong or len(kept) != len(("wrong", "locked")):
        return broken(f"tables of Kamailio that forget otherwise: {wrong or 'missing'}")
    return _judged(policy)


def _judged(policy: Lockout) -> Finding:
    minutes = int(policy.period.total_seconds() // 60)
    return holds_if(
        true=policy.failures in range(1, _MOST_FAILURES + 1) and minutes >= _LEAST_MINUTES,
        measured=f"{policy.failures} failures, {minutes} minutes",
        failures=policy.failures,
        minutes=minutes,
    )


@probe("identity.password_rules")
def password_rules() -> Finding:
    validators = password_validation.get_default_password_validators()
    kinds = {type(one).__name__: one for one in validators}
    letters = int(getattr(kinds.get("MinimumLengthValidator"), "min_length", 0))
    return holds_if(
        true=letters >= _LEAST_LETTERS and "CommonPasswordValidator" in kinds,
        measured=", ".join(sorted(kinds)) or "no rule",
        letters=letters,
    )


@probe("identity.password_hash")
def password_hash() -> Finding:
    made = make_password("a probe, not a password")
    hasher = get_hasher().algorithm
    return holds_if(
        true=made.startswith("argon2$argon2id$"), measured=f"hasher {hasher}", hasher="Argon2id"
    )


@probe("identity.stored_passwords", everywhere=False)
def stored_passwords() -> Finding:
    kinds = queries.kinds_of_passwords()
    return none_of(
        (f"{count} of {kind}" for kind, count in kinds.items() if kind != "argon2$argon2id"),
        looked_at="the kind of each digest",
        count=kinds.total(),
    )


@probe("identity.one_time_links")
def one_time_links() -> Finding:
    hours = int(rules.LINK_LIVES.total_seconds() // 3600)
    return holds_if(
        true=hours in range(1, _LONGEST_LINK_HOURS + 1),
        measured=f"a link lives {hours} hours",
        hours=hours,
    )


@probe("identity.sign_ins_recorded")
def sign_ins_recorded() -> Finding:
    unheard = [
        fact.__name__
        for fact in (SignedIn, SignedOut, SignInFailed, AccountLocked)
        if not any("trust.audit" in react.__module__ for react in reactions_to(fact))
    ]
    return none_of(unheard, looked_at="who hears of sign-ins")


@probe("identity.session_length")
def session_length() -> Finding:
    hours = settings.SESSION_COOKIE_AGE / 3600
    return holds_if(
        true=0 < hours <= _LONGEST_SESSION_HOURS,
        measured=f"SESSION_COOKIE_AGE = {settings.SESSION_COOKIE_AGE} s",
        hours=f"{hours:g}",
    )


@probe("identity.session_cookie")
def session_cookie() -> Finding:
    wanted: dict[str, tuple[object, ...]] = {
        "SESSION_COOKIE_SECURE": (True,),
        "SESSION_COOKIE_HTTPONLY": (True,),
        "CSRF_COOKIE_SECURE": (True,),
        "CSRF_COOKIE_HTTPONLY": (True,),
        "SESSION_COOKIE_SAMESITE": ("Lax", "Strict"),
    }
    return none_of(
        (name for name, good in wanted.items() if getattr(settings, name) not in good),
        looked_at=", ".join(wanted),
    )


@probe("identity.forged_requests")
def forged_requests() -> Finding:
    gate = "django.middleware.csrf.CsrfViewMiddleware"
    exempt = _csrf_exempt(get_resolver())
    missing = [] if gate in settings.MIDDLEWARE else ["the middleware is missing"]
    return none_of([*missing, *exempt], looked_at="middleware and exempt pages")


def _csrf_exempt(resolver: URLResolver) -> list[str]:
    names: list[str] = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            names += _csrf_exempt(pattern)
        elif getattr(pattern.callback, "csrf_exempt", False):
            names.append(str(pattern.name))
    return names


@probe("identity.roles", everywhere=False)
def roles() -> Finding:
    """Every account has one of the roles, somebody administers, and each page's gate is asked."""
    known = ("administrator", "officer", "user")
    counts = queries.accounts_by_role()
    administrators = counts["administrator"]
    wrong = [*(counts.keys() - known), *(["nobody administers"] if not administrators else [])]
    pages = list(_pages(get_resolver()))
    gated = [(name, page) for name, page in pages if name not in _EVERYBODYS.split()]
    wrong += [f"{name} lets users in" for name, page in gated if not refuses(page, "user")]
    wrong += [
        f"{name} lets officers in"
        for name, page in gated
        if name in _ADMINISTRATORS.split() and not refuses(page, "officer")
    ]
    return none_of(
        wrong,
        looked_at=f"accounts, of which {administrators} administer; gates of {len(gated)} pages",
        roles=", ".join(known),
    )


def _pages(resolver: URLResolver, room: str = "") -> Iterator[tuple[str, Callable[..., object]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern, f"{pattern.namespace}:" if pattern.namespace else room)
        else:
            yield f"{room}{pattern.name}", pattern.callback


@probe("identity.machine_name")
def machine_name() -> Finding:
    names = [str(name) for name in settings.ALLOWED_HOSTS]
    if not names:
        return broken("ALLOWED_HOSTS is empty")
    return none_of(
        (name for name in names if "*" in name or name.startswith(".")),
        looked_at="ALLOWED_HOSTS",
        names=", ".join(dict.fromkeys(names)),
    )
