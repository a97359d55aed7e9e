"""The shell's own pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from sotto.web import navigation


class SeeOther(HttpResponse):
    """303: what was asked is done; look there with GET."""

    status_code = 303

    def __init__(self, address: str) -> None:
        super().__init__()
        self.headers["Location"] = address


@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    tiles = [(link, link.tile(request)) for link in navigation.links_for(request)]
    return render(request, "web/first_page.html", {"tiles": tiles})


@require_safe
def section_page(request: HttpRequest) -> HttpResponse:
    """The tiles of one section; 404 where there is nothing for this account."""
    section = navigation.PROTECTION
    links = navigation.links_in(section, request)
    if not links:
        raise Http404
    tiles = [(link, link.tile(request)) for link in links]
    content = {
        "section": section,
        "tiles": tiles,
        "sum": navigation.summed_up([tile for _, tile in tiles]),
    }
    return render(request, "web/section.html", content)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remembered by a cookie of this browser; no account knows it."""
    back = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=True
    )
    response = SeeOther(back if allowed else "/")
    if request.POST.get("language") in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            request.POST["language"],
            secure=True,
            httponly=True,
            samesite="Lax",
        )
    return response
