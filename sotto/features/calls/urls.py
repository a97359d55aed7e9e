"""Addresses of calls, and their entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.features.calls.pages import history
from sotto.trust.access.permissions import is_signed_in
from sotto.web import navigation

app_name = "calls"
urlpatterns = [path("", history.calls_page, name="calls")]

navigation.add(
    navigation.Entry(
        rank=20,
        text=_("Calls"),
        view="calls:calls",
        icon="phone",
        may_see=is_signed_in,
        tile=history.tile,
    )
)
