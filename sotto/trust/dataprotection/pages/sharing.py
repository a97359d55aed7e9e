"""What several people made together: the tenant's rule, and what waits for the controller."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sotto.personal_data.registry import holding_of
from sotto.personal_data.sharing import rule_for, shared_holdings, sound_rules
from sotto.personal_data.vocabulary import Sharing
from sotto.trust.access.permissions import for_officers
from sotto.trust.audit.services import record
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.pages import words
from sotto.trust.dataprotection.pages.forms import SharingForm
from sotto.trust.dataprotection.services import NothingToDecide, choose_sharing, decide_undecided
from sotto.trust.dataprotection.services.wording import title
from sotto.trust.tenants.services import current_tenant
from sotto.web.pages import SeeOther

_DECISIONS = {"keep": True, "release": False}


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    chosen = queries.sharing_chosen(current_tenant())
    form = SharingForm(
        request.POST if request.method == "POST" else None, initial={"rule": chosen or ""}
    )
    if request.method == "POST" and form.is_valid():
        rule = form.cleaned_data["rule"]
        choose_sharing(Sharing(rule) if rule else None)
        messages.success(request, _("The rule holds for what is made from now on."))
        return SeeOther(reverse("dataprotection:sharing"))
    waiting = queries.undecided_shared()
    content = {
        "form": form,
        "tables": [_table(one.model, title(one.title), chosen) for one in shared_holdings()],
        "waiting": [(row.pk, title(holding_of(type(row)).title)) for row in waiting],
    }
    record("dataprotection:sharing:viewed")
    status = 422 if form.errors else 200
    return render(request, "dataprotection/sharing.html", content, status=status)


@require_POST
@for_officers
def decide_page(request: HttpRequest) -> HttpResponse:
    """`record` is its id, `decision` is keep or release. Raises NothingToDecide."""
    try:
        found = UUID(request.POST.get("record", ""))
        keep = _DECISIONS[request.POST.get("decision", "")]
    except (ValueError, KeyError):
        raise NothingToDecide from None
    decide_undecided(found, keep=keep)
    messages.success(request, _("Decided. It stands in the trail."))
    return SeeOther(reverse("dataprotection:sharing"))


def _table(model: type, shown: str, chosen: Sharing | None) -> dict[str, object]:
    """A kind of content, and the rule by which it is made now."""
    return {
        "title": shown,
        "rule": words.SHARING[rule_for(model, current_tenant())],
        "is_fixed": chosen is not None and chosen not in sound_rules(model),
    }
