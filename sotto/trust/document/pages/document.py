"""The live document: at a glance, line by line, and to take away."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sotto.trust.access.permissions import for_officers
from sotto.trust.audit.services import record
from sotto.trust.document import queries
from sotto.trust.document.rules import Line, Verdict
from sotto.trust.document.services import check_system, check_tenant, document_of
from sotto.trust.document.services.writing import Document, in_words
from sotto.web.pages import SeeOther

_WIDTH = 1000


@require_safe
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    document, language = document_of(), get_language() or "en"
    words = document.in_words(language)
    content = {
        **words,
        "bars": list(_bars(document)),
        "chapters": [_with_times(chapter, document) for chapter in words["chapters"]],
        "red_lines": [{**in_words(line, language), "at": line.at} for line in document.red],
        "turns": queries.latest_turns(),
    }
    return render(request, "document/page.html", content)


@require_POST
@for_officers
def check(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django passes it.
    """Ask every probe now."""
    check_system()
    check_tenant()
    record("document:lines:checked")
    return SeeOther(reverse("document:page"))


@require_safe
@for_officers
def file(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001 -- Django passes it.
    """The document to take away."""
    document, language = document_of(), get_language() or "en"
    record("document:copy:signed" if kind == "json" else "document:copy:taken")
    match kind:
        case "html":
            return _attached(document.as_html(language), "text/html; charset=utf-8", kind)
        case "pdf":
            return _attached(document.as_pdf(language), "application/pdf", kind)
        case _:
            return _attached(document.signed(), "application/json", "json")


def _attached(content: str | bytes, kind: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="data-protection.{suffix}"'
    return response


def _bars(document: Document) -> Iterator[dict[str, Any]]:  # Any: for a template
    """The counts as a strip, in the order of the verdicts."""
    total, x = len(document.lines) or 1, 0.0
    for verdict in Verdict:
        width = document.counts[verdict] * _WIDTH / total
        yield {"name": verdict.name.lower(), "x": f"{x:.2f}", "width": f"{width:.2f}"}
        x += width


def _with_times(chapter: dict[str, Any], document: Document) -> dict[str, Any]:  # Any: JSON
    times: dict[str, Line] = {line.statement.id: line for line in document.lines}
    lines = [{**line, "at": times[line["id"]].at} for line in chapter["lines"]]
    return {**chapter, "lines": lines}
