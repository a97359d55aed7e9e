"""Failures in plain words: what happened, and what to do. Mapped to HTTP once, here."""

import sys
from dataclasses import dataclass

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.keyring.client import KeyringUnavailable, PurposeNotAllowed, TooManyKeys
from sotto.personal_data.keys import SubjectErased
from sotto.web.errors import Refused
from sotto.web.fragments import is_fragment

log = structlog.get_logger()
RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class _Plain:
    """A page's heading and its advice."""

    heading: str | Promise
    advice: str | Promise


_PAGES = {
    400: _Plain(_("That request was not understood"), _("Go back, and try once more.")),
    403: _Plain(_("This is not yours to see"), _("Ask an administrator if you need it.")),
    404: _Plain(_("There is nothing here"), _("It was removed, or the address is wrong.")),
    409: _Plain(_("That is not possible now"), _("Nothing was changed.")),
    422: _Plain(_("Something is not right yet"), _("Nothing was changed. Go back and correct it.")),
    500: _Plain(
        _("This went wrong on our side"),
        _("Nothing was changed. If it happens again, tell your administrator when it did."),
    ),
    503: _Plain(
        _("Sotto is catching its breath"),
        _("A part of the system is starting again. Try again in a moment; nothing was lost."),
    ),
}


def answer_to(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """The page for a failure that we know; None for a mistake in the program."""
    match exception:
        case Refused():
            return _page(request, exception.status, exception.text)
        case SubjectErased():
            return _page(request, 409, _("This person has been erased."))
        case PurposeNotAllowed():
            return _page(request, 403)
        case KeyringUnavailable() | TooManyKeys() | OperationalError() | InterfaceError():
            log.warning("web.neighbour_was_away", kind=type(exception).__name__)
            response = _page(request, 503)
            response.headers["Retry-After"] = str(RETRY_AFTER_S)
            return response
        case _:
            return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # It may repeat the input.
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    del reason
    return _page(request, 403, _("This page was open for too long. Go back, reload it, try again."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this inside the `except`: middleware may have met an absent database, too."""
    exception = sys.exc_info()[1]
    known = answer_to(request, exception)
    if known is not None:
        return known
    log.error("web.page_failed", kind=type(exception).__name__, where=_where(exception))
    return _page(request, 500)


def _page(request: HttpRequest, status: int, text: str | Promise | None = None) -> HttpResponse:
    """A page that needs neither database nor session. htmx gets the sentence alone."""
    plain = _PAGES.get(status, _PAGES[400])
    content = {"heading": plain.heading, "advice": text or plain.advice, "status": status}
    template = "web/_error.html" if is_fragment(request) else "web/error.html"
    response = render(request, template, content, status=status)
    response.headers["HX-Retarget"] = "#notices"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _where(exception: BaseException | None) -> str:
    """Module and line of the innermost frame: never the exception's text, which may be personal."""
    trace = exception.__traceback__ if exception else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"
