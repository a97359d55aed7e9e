"""htmx asks for a piece of a page; everybody else gets the page around it."""

from django.http import HttpRequest


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
