"""Devices of a person: added with credentials that are shown once, and removed."""

from uuid import UUID

import qrcode
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from qrcode.image.svg import SvgPathImage

from sotto.features.directory import queries, rules
from sotto.features.directory.models import Person
from sotto.features.directory.services import (
    DeviceUnknown,
    NewDevice,
    PersonUnknown,
    add_device,
    remove_device,
)
from sotto.lib.digest import Algorithm
from sotto.trust.access.permissions import account_of, for_administrators
from sotto.web.forms import ShellForm
from sotto.web.fragments import is_fragment
from sotto.web.pages import SeeOther

LABEL_LETTERS = 60


class DeviceForm(ShellForm):
    label = forms.CharField(
        label=_("What is it?"),
        required=False,
        max_length=LABEL_LETTERS,
        help_text=_("For instance: desk telephone, laptop."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    algorithm = forms.ChoiceField(
        label=_("Digest"),
        choices=[
            (Algorithm.SHA_256, _("SHA-256 (recommended)")),
            (Algorithm.MD5, _("MD5, for a telephone that can do no better")),
        ],
    )


@require_POST
@for_administrators
def add_page(request: HttpRequest, person: UUID) -> HttpResponse:
    """The credentials are shown in the answer itself, once: the password is kept nowhere."""
    found = _visible(request, person)
    form = DeviceForm(request.POST)
    if not form.is_valid():
        content = {"person": found, "device_form": form}
        return render(request, "directory/add_device.html", content, status=422)
    device = add_device(
        person=found,
        algorithm=Algorithm(form.cleaned_data["algorithm"]),
        label=form.cleaned_data["label"],
    )
    content = {"person": found, "device": device, "server": _server(), "qr": _qr(device)}
    template = (
        "directory/_credentials.html" if is_fragment(request) else "directory/credentials.html"
    )
    return render(request, template, content, status=201)


@require_POST
@for_administrators
def remove_page(request: HttpRequest, person: UUID, device: UUID) -> HttpResponse:
    found = _visible(request, person)
    if not queries.devices_of(found).filter(pk=device).exists():
        raise DeviceUnknown(device)
    remove_device(device=device)
    if is_fragment(request):
        return HttpResponse()  # Swapped into the row's place: nothing.
    return SeeOther(reverse("directory:person", args=[found.pk]))


def _visible(request: HttpRequest, person: UUID) -> Person:
    found = queries.people_visible_to(account_of(request)).filter(pk=person).first()
    if found is None:
        raise PersonUnknown(person)
    return found


def _server() -> str:
    return f"{settings.SOTTO.address}:{settings.SOTTO.ports.sip_tls}"


def _qr(device: NewDevice) -> SafeString:
    """An inline picture: it holds the password, so it has no address of its own."""
    uri = rules.device_uri(
        username=device.username, password=device.password, realm=device.realm, server=_server()
    )
    picture = qrcode.make(uri, image_factory=SvgPathImage, border=1)
    drawn = picture.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 -- paths that the library drew; no text of ours.
