"""Addresses of consents, and their tab."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_signed_in
from sotto.trust.consents.pages import mine
from sotto.web import navigation

app_name = "consents"
urlpatterns = [
    path("", mine.page, name="mine"),
    path("answer/", mine.answer_page, name="answer"),
]

navigation.add(
    navigation.Entry(
        rank=73,
        text=_("Consents"),
        view="consents:mine",
        icon="check",
        may_see=is_signed_in,
        tile=mine.tile,
        section=navigation.MINE,
    )
)
