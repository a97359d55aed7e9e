"""An erasure's certificate: the signed file, and a page to read and to print."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sotto.lib.signed_json import fingerprint
from sotto.trust.access.permissions import for_officers
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.pages import words
from sotto.trust.dataprotection.pages.erasures import find
from sotto.trust.dataprotection.pages.showing import recipient_state
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services import certificate_text_of
from sotto.trust.dataprotection.services.wording import DEEDS, kept_as_shown, title


@require_safe
@for_officers
def file_page(request: HttpRequest, erasure: UUID) -> HttpResponse:
    """Byte for byte as it was signed."""
    entry = find(request, erasure)
    text = certificate_text_of(entry)
    record("dataprotection:certificate:handed_out", object_id=entry.pk, subject=entry.subject)
    name = f"erasure-{entry.pk}.json"
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@for_officers
def page(request: HttpRequest, erasure: UUID) -> HttpResponse:
    entry = find(request, erasure)
    raw = certificate_text_of(entry).encode()
    record("dataprotection:certificate:viewed", object_id=entry.pk, subject=entry.subject)
    body = form.open_(raw)
    content = {
        "erasure": entry,
        "body": body,
        "steps": [(words.STEPS[one.step], one.at) for one in body.steps],
        "counts": [
            (title(one.title), DEEDS.get(one.deed, one.deed), one.count) for one in body.counts
        ],
        "kept": [kept_as_shown(one.model_dump()) for one in body.kept],
        "remains": [(one, words.REMAINS[one.step]) for one in body.remains],
        "told": [(one.recipient, recipient_state(one.state)) for one in body.recipients],
        "fingerprint": fingerprint(raw),
    }
    return render(request, "dataprotection/erasures/certificate.html", content)
