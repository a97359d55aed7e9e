"""The audit page: newest first, page by page, of everybody or of one pseudonym."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.access.queries import names_of_accounts
from sotto.trust.audit import queries
from sotto.trust.audit.pages import tree
from sotto.trust.audit.services import record

ENTRIES = 50


class Chosen(forms.Form):
    """What the address asks for; nonsense in it is as good as nothing."""

    before = forms.IntegerField(min_value=1, required=False)
    subject = forms.UUIDField(required=False)


@require_safe
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    chosen = Chosen(request.GET)
    chosen.is_valid()
    before: int | None = chosen.cleaned_data.get("before")
    subject: UUID | None = chosen.cleaned_data.get("subject")
    entries = queries.visible_to(account_of(request)).order_by("-sequence")
    if subject is not None:
        entries = entries.filter(owner=subject)
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    shown = list(entries[: ENTRIES + 1])
    names = names_of_accounts({entry.actor for entry in shown if _is_account(entry.actor)})
    content = {
        "rows": [(entry, names.get(entry.actor, "")) for entry in shown[:ENTRIES]],
        "older": shown[ENTRIES - 1].sequence if len(shown) > ENTRIES else None,
        "subject": subject,
        **tree.panel(),
    }
    record("audit:trail:viewed", subject=subject)
    return render(request, "audit/entries.html", content)


def _is_account(actor: str) -> bool:
    try:
        UUID(actor)
    except ValueError:
        return False
    return True
