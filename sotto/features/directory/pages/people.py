"""People: the list, adding and removing somebody, one person's page."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotto.features.directory import queries, rules
from sotto.features.directory.models import Person
from sotto.features.directory.pages.devices import DeviceForm
from sotto.features.directory.services import (
    NumberTaken,
    PersonRefused,
    PersonUnknown,
    add_person,
    remove_person,
)
from sotto.personal_data.records import unseal
from sotto.trust.access.permissions import account_of, for_administrators
from sotto.trust.access.queries import has_account
from sotto.trust.access.services import invite
from sotto.trust.audit.services import record
from sotto.web.forms import ShellForm
from sotto.web.fragments import is_fragment
from sotto.web.navigation import Tile
from sotto.web.pages import SeeOther

PEOPLE = 50


class PersonForm(ShellForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": rules.NAME_LETTERS}),
    )
    extension = forms.CharField(
        label=gettext_lazy("Extension"),
        help_text=gettext_lazy("2 to 8 digits; the number that others dial."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def people_page(request: HttpRequest) -> HttpResponseBase:
    return _add(request) if request.method == "POST" else _list(request, PersonForm())


@require_safe
def person_page(request: HttpRequest, person: UUID) -> HttpResponse:
    found = visible_person(request, person)
    content = {
        **_row(found),
        "devices": unseal(list(queries.devices_of(found))),
        "device_form": DeviceForm(),
        "has_account": has_account(found.owner),
        "withholds": queries.withholds_number(found),
        "hide_code": settings.SOTTO.hide_number_code,
        "show_code": settings.SOTTO.show_number_code,
    }
    record("directory:person:viewed", object_id=found.pk, subject=found.owner)
    return render(request, "directory/person.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def remove_page(request: HttpRequest, person: UUID) -> HttpResponse:
    """GET asks, POST does."""
    found = visible_person(request, person)
    if request.method == "POST":
        remove_person(found)
        return SeeOther(reverse("directory:people"))
    record("directory:person:viewed", object_id=found.pk, subject=found.owner)
    return render(request, "directory/remove_person.html", _row(found))


@require_POST
@for_administrators
def invite_page(request: HttpRequest, person: UUID) -> HttpResponse:
    """The link is shown in the answer itself, once: it is kept nowhere."""
    found = visible_person(request, person)
    invitation = invite(owner=found.owner)
    content = {
        **_row(found),
        "link": request.build_absolute_uri(invitation.path),
        "expires_at": invitation.expires_at,
    }
    template = "_invitation" if is_fragment(request) else "invitation"
    return render(request, f"directory/{template}.html", content, status=201)


def tile(request: HttpRequest) -> Tile:
    people = queries.people_visible_to(account_of(request))
    return Tile(str(people.count()), _("can be reached here"))


@for_administrators
def _add(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST)
    person = _added(form) if form.is_valid() else None
    if person is None:
        return _refused(request, form)
    if is_fragment(request):
        content = {"row": _row(person), "form": PersonForm()}
        return render(request, "directory/_person_added.html", content, status=201)
    return SeeOther(reverse("directory:person", args=[person.pk]))


def _added(form: PersonForm) -> Person | None:
    """None when it was refused: the form says why."""
    try:
        return add_person(
            name=form.cleaned_data["name"],
            extension=form.cleaned_data["extension"],
            email=form.cleaned_data["email"],
        )
    except PersonRefused as refused:
        form.refuse(refused.args[0], str(refused.text))
    except NumberTaken as refused:
        form.refuse("extension", str(refused.text))
    return None


def _refused(request: HttpRequest, form: PersonForm) -> HttpResponse:
    if not is_fragment(request):
        return _list(request, form)
    response = render(request, "directory/_add_person.html", {"form": form}, status=422)
    response.headers["HX-Retarget"] = "#add-person"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _list(request: HttpRequest, form: PersonForm) -> HttpResponse:
    people = queries.people_visible_to(account_of(request)).annotate(device_count=Count("devices"))
    page = Paginator(people, PEOPLE).get_page(request.GET.get("page"))
    content = {"rows": _rows(list(page.object_list)), "page": page, "form": form}
    record("directory:people:viewed")
    return render(request, "directory/people.html", content, status=422 if form.errors else 200)


def _rows(people: Sequence[Person]) -> list[dict[str, object]]:
    """What `_person.html` shows of each; one request for the keys of all."""
    unseal(people)
    extensions = queries.extensions_of([person.pk for person in people])
    return [{"person": person, "extension": extensions.get(person.pk, "")} for person in people]


def _row(person: Person) -> dict[str, object]:
    return _rows([person])[0]


def visible_person(request: HttpRequest, person: UUID) -> Person:
    """Raises PersonUnknown, for those too who may not see this person."""
    found = queries.people_visible_to(account_of(request)).filter(pk=person).first()
    if found is None:
        raise PersonUnknown(person)
    return found
