"""The last searches for what is left of synthetic people, in figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sotto.trust.access.permissions import for_officers
from sotto.trust.audit.services import record
from sotto.trust.canaries import queries
from sotto.trust.canaries.pages import glance


@require_safe
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    """Of the whole installation: the same for every officer."""
    searches = queries.latest_searches()
    content = {
        "newest": searches[0] if searches else None,
        "verdict": glance.verdict(searches[0]) if searches else [],
        "searches": searches,
    }
    record("canaries:searches:viewed")
    return render(request, "canaries/searches.html", content)
