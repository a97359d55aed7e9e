"""Verbs of access: invite, open an account, sign in and out; the projection of names."""

from sotto.trust.access.models import Role
from sotto.trust.access.services.errors import (
    AccountUnknown,
    LastAdministrator,
    LinkSpent,
    NameRefused,
    NameTaken,
    PasswordRefused,
)
from sotto.trust.access.services.links import (
    Invitation,
    accept_link,
    account_of_link,
    forget_all_names,
    forget_names_of,
    forget_spent_links,
    invite,
    invite_administrator,
    remove_accounts,
)
from sotto.trust.access.services.names import account_called, are_names_whole, rebuild_names
from sotto.trust.access.services.roles import give_role, owner_of, owner_who_may_go
from sotto.trust.access.services.sessions import sign_in, sign_out

__all__ = [
    "AccountUnknown",
    "Invitation",
    "LastAdministrator",
    "LinkSpent",
    "NameRefused",
    "NameTaken",
    "PasswordRefused",
    "Role",
    "accept_link",
    "account_called",
    "account_of_link",
    "are_names_whole",
    "forget_all_names",
    "forget_names_of",
    "forget_spent_links",
    "give_role",
    "invite",
    "invite_administrator",
    "owner_of",
    "owner_who_may_go",
    "rebuild_names",
    "remove_accounts",
    "sign_in",
    "sign_out",
]
