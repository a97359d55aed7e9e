"""Addresses of requests: the officer's desk, and one's own tab."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.trust.access.permissions import is_officer, is_signed_in
from sotto.trust.requests.pages import deeds, desk, glance, mine, one, reminders
from sotto.web import navigation

app_name = "requests"
urlpatterns = [
    path("requests/", desk.list_page, name="requests"),
    path("requests/new/", desk.intake_page, name="intake"),
    path("requests/reminders/", reminders.page, name="reminders"),
    path("requests/<uuid:found>/", one.page, name="request"),
    path("requests/<uuid:found>/receipt/", deeds.receipt_page, name="receipt"),
    path("requests/<uuid:found>/identity/", deeds.prove_page, name="prove"),
    path("requests/<uuid:found>/identity/code/", deeds.code_page, name="code"),
    path("requests/<uuid:found>/identity/doubt/", deeds.doubt_page, name="doubt"),
    path("requests/<uuid:found>/extension/", deeds.extend_page, name="extend"),
    path("requests/<uuid:found>/grant/", deeds.grant_page, name="grant"),
    path("requests/<uuid:found>/refusal/", deeds.refuse_page, name="refuse"),
    path("requests/<uuid:found>/correction/", deeds.correct_page, name="correct"),
    path("requests/<uuid:found>/offer/", deeds.offer_page, name="offer"),
    path("requests/<uuid:found>/archive/", deeds.archive_page, name="archive"),
    path("requests/<uuid:found>/delivery/", deeds.told_page, name="told"),
    path("requests/<uuid:found>/closure/", deeds.close_page, name="close"),
    path("requests/<uuid:found>/withdrawal/", deeds.withdraw_page, name="withdraw"),
    path("requests/<uuid:found>/lifting/", deeds.lift_page, name="lift"),
    path("my-data/requests/", mine.list_page, name="mine"),
    path("my-data/requests/<uuid:found>/", mine.one_page, name="my-request"),
    path("my-data/requests/<uuid:found>/archive/", mine.archive_page, name="my-archive"),
    path("my-data/requests/<uuid:found>/withdrawal/", mine.withdraw_page, name="my-withdraw"),
]

navigation.add(
    navigation.Entry(
        rank=81,
        text=_("Requests"),
        view="requests:requests",
        icon="mail",
        may_see=is_officer,
        tile=navigation.Alike(glance.tile),
        section=navigation.PROTECTION,
    )
)
navigation.add(
    navigation.Entry(
        rank=72,
        text=_("My requests"),
        view="requests:mine",
        icon="mail",
        may_see=is_signed_in,
        tile=mine.tile,
        section=navigation.MINE,
    )
)
