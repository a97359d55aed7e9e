"""Addresses of the live document, and its entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer
from sotto.trust.document.pages import document, glance
from sotto.web import navigation

app_name = "document"
urlpatterns = [
    path("", document.page, name="page"),
    path("check/", document.check, name="check"),
    path("copy.html", document.file, {"kind": "html"}, name="html"),
    path("copy.pdf", document.file, {"kind": "pdf"}, name="pdf"),
    path("copy.json", document.file, {"kind": "json"}, name="json"),
]

navigation.add(
    navigation.Entry(
        rank=95,
        text=_("Live document"),
        view="document:page",
        icon="document",
        may_see=is_officer,
        tile=navigation.Alike(glance.tile),
        section=navigation.PROTECTION,
    )
)
