"""Django's view of accounts: sessions hold an id, and this finds the account behind it."""

from uuid import UUID

from django.http import HttpRequest

from sotto.trust.access.models import Account
from sotto.trust.access.queries import account_in_session


class Accounts:
    """Signing in is a service (`services.sign_in`); Django never checks a password itself."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        del request, credentials

    def get_user(self, user_id: UUID) -> Account | None:
        return account_in_session(user_id)
