"""Each request runs within its account's tenant, as that account, or as nobody in no tenant."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from typing_extensions import override

from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.trust.tenants.services import within
from sotto.web.fragments import is_fragment

TENANT_KEY = "tenant"
_FAILED = 400


class _Undone(Exception):
    """Leaves the transaction of a request that was refused or failed: nothing half-done stays."""


class WithinTenant:
    """One transaction for each request, under row-level security; undone when it failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant, account = request.session.get(TENANT_KEY), request.session.get(SESSION_KEY)
        if tenant is None or account is None:
            with acting(interface=Interface.WEB):
                return self._get_response(request)
        return self._answer_within(UUID(tenant), account, request)

    def _answer_within(self, tenant: UUID, account: str, request: HttpRequest) -> HttpResponse:
        response: HttpResponse
        try:
            with acting(account, purpose=Purpose.SHOW, interface=Interface.WEB), within(tenant):
                response = self._get_response(request)
                _undo_if(failed=response.status_code >= _FAILED)
        except _Undone:
            pass
        return response


def _undo_if(*, failed: bool) -> None:
    if failed:
        raise _Undone


class SignInRequired(LoginRequiredMiddleware):
    """Deny by default: a page is open only if it says `login_not_required`."""

    @override
    def handle_no_permission(  # type: ignore[override]  # Django itself takes any answer.
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if not is_fragment(request):
            return super().handle_no_permission(request, view_func)
        address = f"{resolve_url(reverse('access:sign-in'))}?{REDIRECT_FIELD_NAME}=/"
        return HttpResponse(status=401, headers={"HX-Redirect": address})
