"""Addresses of backups, and their entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer
from sotto.trust.backup.pages import backups, glance
from sotto.web import navigation

app_name = "backup"
urlpatterns = [path("", backups.page, name="backups")]

navigation.add(
    navigation.Entry(
        rank=93,
        text=_("Backups"),
        view="backup:backups",
        icon="archive",
        may_see=is_officer,
        tile=navigation.Alike(glance.tile),
        section=navigation.PROTECTION,
    )
)
