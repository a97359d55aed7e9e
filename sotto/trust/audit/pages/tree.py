"""The state of the tree, its verification on request, and the proof of one entry (PBX-80)."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sotto.trust.access.permissions import for_officers
from sotto.trust.audit import queries
from sotto.trust.audit.rules.findings import Finding
from sotto.trust.audit.services import (
    all_is_well,
    ask_to_verify,
    proof_in_json,
    sentence,
    trail_state,
)
from sotto.web.fragments import is_fragment
from sotto.web.pages import SeeOther


@require_safe
@for_officers
def state_page(request: HttpRequest) -> HttpResponse:
    """The panel alone: what a page that waits for a verification looks at again."""
    return render(request, "audit/_tree.html", panel())


@require_POST
@for_officers
def verify_page(request: HttpRequest) -> HttpResponse:
    ask_to_verify()
    if is_fragment(request):
        return render(request, "audit/_tree.html", panel())
    return SeeOther(reverse("audit:entries"))


@require_safe
@for_officers
def proof_page(_request: HttpRequest, entry: UUID) -> HttpResponse:
    """A file that anybody can check without us."""
    found = proof_in_json(entry)
    answer = HttpResponse(json.dumps(found, indent=2), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="proof-{found["index"]}.json"'
    return answer


def panel() -> dict[str, Any]:  # Any: what the template takes.
    asked = queries.last_verification()
    faults = [] if asked is None else asked.outcome.get("faults", [])
    return {
        "trail": trail_state(),
        "verification": asked,
        "verdict": "" if asked is None else all_is_well(asked.checked),
        "faults": [sentence(Finding.of_json(one)) for one in faults],
    }
