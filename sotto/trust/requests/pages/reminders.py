"""Where this officer is reminded by e-mail, if anywhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.audit.services import record
from sotto.trust.requests import queries
from sotto.trust.requests.pages.forms import ReminderForm
from sotto.trust.requests.services import name_address, remove_address
from sotto.web.errors import Refused
from sotto.web.pages import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    """An empty field takes the address back."""
    officer = account_of(request).owner
    named = queries.address_of(officer)
    email = "" if named is None else named.about_owner["email"]
    form = ReminderForm(
        request.POST if request.method == "POST" else None, initial={"email": email}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _choose(request, form.cleaned_data["email"])
        except Refused as refused:
            form.refuse("email", str(refused.text))
        else:
            return SeeOther(reverse("requests:reminders"))
    content = {
        "form": form,
        "is_mail_set": queries.is_mail_set(),
        "addresses": queries.addresses_of_officers().count(),
        "is_refused": queries.refused_letters().filter(owner=officer).exists(),
    }
    record("requests:address:viewed", subject=officer)
    status = 422 if form.errors else 200
    return render(request, "requests/reminders.html", content, status=status)


def _choose(request: HttpRequest, email: str) -> None:
    """Raises EmailRefused."""
    officer = account_of(request).owner
    if email:
        name_address(officer, email=email)
        messages.success(request, _("Reminders go to this address from now on."))
    else:
        remove_address(officer)
        messages.success(request, _("No reminder goes to you by e-mail any more."))
