"""Addresses of data protection, and its entries in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_signed_in
from sotto.trust.dataprotection.pages import mine
from sotto.web import navigation

app_name = "dataprotection"
urlpatterns = [
    path("my-data/", mine.mine_page, name="mine"),
    path("my-data/archive.zip", mine.archive_page, name="my-archive"),
]

navigation.add(
    navigation.Entry(
        rank=71,
        text=_("What is held"),
        view="dataprotection:mine",
        icon="person",
        may_see=is_signed_in,
        tile=mine.tile,
        section=navigation.MINE,
    )
)
