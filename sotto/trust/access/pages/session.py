"""Sign in and out."""

from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sotto.trust.access import rules
from sotto.trust.access.middleware import TENANT_KEY
from sotto.trust.access.models import Account
from sotto.trust.access.permissions import account_of
from sotto.trust.access.services import sign_in, sign_out
from sotto.trust.tenants.services import within
from sotto.web.forms import ShellForm
from sotto.web.pages import SeeOther

PASSWORD_LETTERS = 256
BACKEND = "sotto.trust.access.backend.Accounts"


class SignInForm(ShellForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=rules.NAME_LETTERS,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LETTERS,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:  # Attempts must not be counted in a session's transaction.
        return SeeOther(_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = sign_in(
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            host=request.get_host().partition(":")[0],
        )
        if account is not None:
            begin_session(request, account)
            return SeeOther(_next(request))
        form.add_error(
            None,
            _("This name and password don't fit, or the account is locked for some minutes."),
        )
    content = {"form": form, "next": request.GET.get("next", "")}
    status = 422 if form.errors else 200
    return render(request, "access/sign_in.html", content, status=status)


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    sign_out(account_of(request))
    auth.logout(request)
    return SeeOther(settings.LOGIN_URL)


def begin_session(request: HttpRequest, account: Account) -> None:
    """A new session id, bound to the account and its tenant."""
    with within(account.tenant_id):
        auth.login(request, account, backend=BACKEND)
    request.session[TENANT_KEY] = str(account.tenant_id)


def _next(request: HttpRequest) -> str:
    """Where the reader wanted to go; only within this server."""
    wanted = request.GET.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=True
    )
    return wanted if is_ours else "/"
