"""Whether a person's number is shown to those whom it calls: its own choice, or for it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sotto.features.directory.pages.people import visible_person
from sotto.features.directory.services import show_number, withhold_number
from sotto.web.pages import SeeOther


@require_POST
def withhold_page(request: HttpRequest, person: UUID) -> HttpResponse:
    withhold_number(visible_person(request, person), now=timezone.now())
    return SeeOther(reverse("directory:person", args=[person]))


@require_POST
def show_page(request: HttpRequest, person: UUID) -> HttpResponse:
    show_number(visible_person(request, person))
    return SeeOther(reverse("directory:person", args=[person]))
