"""Addresses of canaries, and their entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer
from sotto.trust.canaries.pages import glance, searches
from sotto.web import navigation

app_name = "canaries"
urlpatterns = [path("", searches.page, name="searches")]

navigation.add(
    navigation.Entry(
        rank=91,
        text=_("Canaries"),
        view="canaries:searches",
        icon="bird",
        may_see=is_officer,
        tile=navigation.Alike(glance.tile),
        section=navigation.PROTECTION,
    )
)
