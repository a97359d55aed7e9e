"""Addresses of the register, and its entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer
from sotto.trust.recipients.pages import answering, glance, register
from sotto.web import navigation

app_name = "recipients"
urlpatterns = [
    path("", register.page, name="register"),
    path("<uuid:recipient>/end/", register.end, name="end"),
    path("<uuid:recipient>/secret/", register.change_secret, name="secret"),
    path("<uuid:recipient>/trial/", register.trial, name="trial"),
    path("notices/<uuid:notice>/answer/", register.answered, name="answered"),
    path("answer/<str:token>/", answering.page, name="answer"),
]

navigation.add(
    navigation.Entry(
        rank=85,
        text=_("Recipients"),
        view="recipients:register",
        icon="share",
        may_see=is_officer,
        tile=navigation.Alike(glance.tile),
        section=navigation.PROTECTION,
    )
)
