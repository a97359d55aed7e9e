"""Parts of a sound: browsers ask for them to jump within it (RFC 9110, section 14)."""

import re

from django.http import HttpRequest, HttpResponse

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def answer_with(request: HttpRequest, content: bytes, *, content_type: str) -> HttpResponse:
    """All of it, or the one range that was asked for; 416 for a range outside."""
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        response = HttpResponse(content, content_type=content_type)
    else:
        response = _part(content, _span(asked[1], asked[2], len(content)), content_type)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _span(first: str, last: str, total: int) -> range:
    """The bytes meant; `-500` are the last 500. Empty when there are none."""
    if not first:
        return range(max(0, total - int(last)), total)
    return range(int(first), min(int(last) + 1, total) if last else total)


def _part(content: bytes, span: range, content_type: str) -> HttpResponse:
    total = len(content)
    if not span:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{total}"})
    response = HttpResponse(content[span.start : span.stop], content_type=content_type, status=206)
    response.headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{total}"
    return response
