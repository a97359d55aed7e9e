"""Addresses of calls, and their entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.features.calls.pages import history, reveal
from sotto.trust.access.permissions import is_signed_in
from sotto.web import navigation

app_name = "calls"
urlpatterns = [
    path("", history.calls_page, name="calls"),
    path("<uuid:call>/reveal/", reveal.reveal_page, name="reveal"),
    path("revealed/<uuid:reveal>/", reveal.revealed_page, name="revealed"),
]

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
