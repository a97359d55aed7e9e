"""The phone book: those who consent, for everybody who is signed in (UCC-05)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sotto.features.directory.services.phone_book import phone_book
from sotto.trust.access.permissions import account_of
from sotto.trust.audit.services import record


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    account_of(request)
    listings = phone_book()
    record("directory:phone_book:viewed")
    return render(request, "directory/phone_book.html", {"listings": listings})
