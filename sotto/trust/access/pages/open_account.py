"""Open an account by its one-time link: choose a name and a password."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from sotto.trust.access import rules
from sotto.trust.access.pages.session import PASSWORD_LETTERS, begin_session
from sotto.trust.access.services import (
    NameRefused,
    NameTaken,
    PasswordRefused,
    accept_link,
    account_of_link,
)
from sotto.web.forms import ShellForm
from sotto.web.pages import SeeOther


class OpenForm(ShellForm):
    name = forms.CharField(
        label=_("Name to sign in with"),
        max_length=rules.NAME_LETTERS,
        help_text=_("Yours to choose: a short name or your e-mail address."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LETTERS,
        strip=False,
        help_text=_("At least 12 characters. Three or four odd words make a good one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@login_not_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link does not use it up: mail programs look at links, too."""
    known_name = account_of_link(token)
    form = OpenForm(request.POST or None, initial={"name": known_name})
    if request.method == "POST" and form.is_valid():
        try:
            account = accept_link(
                token=token,
                sign_in_name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except (NameRefused, NameTaken) as refused:
            form.refuse("name", str(refused.text))
        except PasswordRefused as refused:
            form.refuse("password", str(refused.text))
        else:
            begin_session(request, account)
            messages.success(request, _("Your account is open. Welcome."))
            return SeeOther("/")
    status = 422 if form.errors else 200
    return render(request, "access/open_account.html", {"form": form}, status=status)
