"""Addresses of voice mail, and its entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.features.voicemail.pages import mine
from sotto.trust.access.permissions import is_signed_in
from sotto.web import navigation

app_name = "voicemail"
urlpatterns = [
    path("", mine.messages_page, name="messages"),
    path("period/", mine.period_page, name="own-period"),
    path("<uuid:message>/audio.wav", mine.audio_page, name="audio"),
    path("<uuid:message>/heard/", mine.heard_page, name="mark-heard"),
    path("<uuid:message>/delete/", mine.delete_page, name="delete"),
]

navigation.add(
    navigation.Entry(
        rank=30,
        text=_("Messages"),
        view="voicemail:messages",
        icon="voicemail",
        may_see=is_signed_in,
        tile=mine.tile,
    )
)
