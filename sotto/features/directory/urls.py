"""Addresses of the directory, and its entry in the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sotto.features.directory.pages import devices, people, phone_book, withholding
from sotto.trust.access.permissions import is_signed_in
from sotto.web import navigation

app_name = "directory"
urlpatterns = [
    path("", people.people_page, name="people"),
    path("phone-book/", phone_book.page, name="phone-book"),
    path("<uuid:person>/", people.person_page, name="person"),
    path("<uuid:person>/remove/", people.remove_page, name="remove-person"),
    path("<uuid:person>/invitation/", people.invite_page, name="invite-person"),
    path("<uuid:person>/withhold/", withholding.withhold_page, name="withhold-number"),
    path("<uuid:person>/show/", withholding.show_page, name="show-number"),
    path("<uuid:person>/devices/", devices.add_page, name="add-device"),
    path("<uuid:person>/devices/<uuid:device>/remove/", devices.remove_page, name="remove-device"),
]

navigation.add(
    navigation.Entry(
        rank=10,
        text=_("People"),
        view="directory:people",
        icon="people",
        may_see=is_signed_in,
        tile=people.tile,
    )
)
