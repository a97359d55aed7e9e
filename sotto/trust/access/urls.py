"""Addresses of access."""

from django.urls import path

from sotto.trust.access.pages import accounts, open_account, session

app_name = "access"
urlpatterns = [
    path("accounts/", accounts.page, name="accounts"),
    path("accounts/officer/", accounts.invite_page, name="invite-officer"),
    path("accounts/<uuid:account>/role/", accounts.role_page, name="role"),
    path("open/<str:token>/", open_account.page, name="open"),
    path("sign-in/", session.sign_in_page, name="sign-in"),
    path("sign-out/", session.sign_out_page, name="sign-out"),
]
