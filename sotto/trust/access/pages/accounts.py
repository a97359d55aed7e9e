"""Accounts: who may sign in, who administers, who is the data protection officer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sotto.backbone import events
from sotto.lib.identifiers import new_subject_id
from sotto.trust.access import queries
from sotto.trust.access.events import AccountsViewed
from sotto.trust.access.models import Role
from sotto.trust.access.permissions import for_administrators
from sotto.trust.access.services import give_role, invite
from sotto.web.errors import Refused
from sotto.web.pages import SeeOther

ROLES = {
    Role.ADMINISTRATOR: _("administrator"),
    Role.OFFICER: _("data protection officer"),
    Role.USER: _("user"),
}


@require_safe
@for_administrators
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@for_administrators
def role_page(request: HttpRequest, account: UUID) -> HttpResponse:
    wanted = request.POST.get("role", "")
    try:
        give_role(account, Role(wanted) if wanted in Role.values else Role.USER)
    except Refused as refused:
        return _show(request, status=refused.status, refusal=refused.text)
    messages.success(request, _("The role is given. It holds from the next page on."))
    return SeeOther(reverse("access:accounts"))


@require_POST
@for_administrators
def invite_page(request: HttpRequest) -> HttpResponse:
    """An officer who is nobody's colleague here. The link is shown once: it is kept nowhere."""
    invitation = invite(owner=new_subject_id(), role=Role.OFFICER)
    link = request.build_absolute_uri(invitation.path)
    return _show(request, status=201, link=link, expires_at=invitation.expires_at)


def _show(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    accounts = queries.accounts()
    names = queries.names_of_accounts({str(one.pk) for one in accounts})
    rows = [(one, names.get(str(one.pk), ""), ROLES[Role(one.role)]) for one in accounts]
    events.publish(AccountsViewed())
    content = {"rows": rows, "roles": ROLES.items(), **more}
    return render(request, "access/accounts.html", content, status=status)
