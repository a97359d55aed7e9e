"""Who may open a page, said above its function."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sotto.trust.access.models import Account
from sotto.trust.access.services.errors import NotAllowed

Address = ParamSpec("Address")
Page = Callable[Concatenate[HttpRequest, Address], HttpResponseBase]


def account_of(request: HttpRequest) -> Account:
    """Who asks. Raises NotAllowed when nobody is signed in."""
    account: Any = request.user  # Any: Django's request knows AnonymousUser, too.
    if not isinstance(account, Account):
        raise NotAllowed
    return account


def is_administrator(request: HttpRequest) -> bool:
    return account_of(request).is_administrator


def is_officer(request: HttpRequest) -> bool:
    return account_of(request).is_officer


def is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def for_administrators(page: Page[Address]) -> Page[Address]:
    """Refuses everybody else with 403."""
    return _only(is_administrator, page)


def for_officers(page: Page[Address]) -> Page[Address]:
    """The data protection officer's pages; refuses everybody else with 403."""
    return _only(is_officer, page)


def refuses(page: Callable[..., object], role: str) -> bool:
    """Whether the page's own gate turns this role away; a page without one lets all in."""
    request = HttpRequest()
    request.user = Account(role=role)
    may: Callable[[HttpRequest], bool] = getattr(page, "gate", is_signed_in)
    return not may(request)


def _only(may: Callable[[HttpRequest], bool], page: Page[Address]) -> Page[Address]:
    @wraps(page)
    def guarded(
        request: HttpRequest, /, *args: Address.args, **named: Address.kwargs
    ) -> HttpResponseBase:
        if not may(request):
            raise NotAllowed
        return page(request, *args, **named)

    guarded.gate = may  # type: ignore[attr-defined]  # Asked by `refuses`.
    return guarded
