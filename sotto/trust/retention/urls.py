"""Addresses of retention, and its entry among the officer's rooms."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer
from sotto.trust.retention.pages import glance, masking, periods
from sotto.web import navigation

app_name = "retention"
urlpatterns = [
    path("", periods.list_page, name="periods"),
    path("period/", periods.one_page, name="period"),
    path("log/", periods.log_page, name="log"),
    path("clock/", periods.clock_page, name="clock"),
    path("masking/", masking.page, name="masking"),
    path("country/", masking.country_page, name="country"),
]

navigation.add(
    navigation.Entry(
        rank=84,
        text=_("Retention"),
        view="retention:periods",
        icon="hourglass",
        may_see=is_officer,
        tile=navigation.Alike(glance.tile),
        section=navigation.PROTECTION,
    )
)
