"""One-time links: how an account is opened without any default password (PBX-10)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from typing_extensions import override

from sotto.backbone import events
from sotto.lib.identifiers import new_subject_id
from sotto.personal_data.actor import acting, current_actor
from sotto.trust.access import rules
from sotto.trust.access.events import AccountOpened, LinkMade
from sotto.trust.access.models import Account, OneTimeLink, Role
from sotto.trust.access.services import names, passwords
from sotto.trust.access.services.errors import LinkSpent, NameRefused
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import all_tenants, find_tenant
from sotto.trust.tenants.services import current_tenant, within

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Invitation:
    """`path` is the link without its host; the token in it is nowhere else."""

    account: UUID
    path: str
    expires_at: datetime

    @override
    def __repr__(self) -> str:
        return f"<Invitation {self.account}>"


def invite_administrator(tenant: Tenant) -> str:
    """A fresh link's path for the tenant's administrator, whose account is made if need be.

    For the command line and bin/up: whoever may run those administers the machine.
    """
    with within(tenant.pk):
        administrators = Account.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")
        account = administrators.first()
        owner = new_subject_id() if account is None else account.owner
        return invite(owner=owner, role=Role.ADMINISTRATOR).path


@transaction.atomic
def invite(*, owner: UUID, role: Role = Role.USER) -> Invitation:
    """A fresh link to the account of this subject in the current tenant; earlier ones end."""
    tenant = current_tenant()
    account, _ = Account.objects.get_or_create(
        tenant_id=tenant,
        owner=owner,
        defaults={"role": role, "about_owner": {"sign_in_name": None}},
    )
    OneTimeLink.objects.filter(account=account).delete()
    secret = secrets.token_bytes(_SECRET_BYTES)
    link = OneTimeLink.objects.create(
        tenant_id=tenant,
        account=account,
        owner=owner,
        token_digest=hashlib.sha256(secret).digest(),
        expires_at=timezone.now() + rules.LINK_LIVES,
    )
    events.publish(LinkMade(account.pk, owner))
    token = base64.urlsafe_b64encode(tenant.bytes + secret).decode()
    return Invitation(account.pk, reverse("access:open", args=[token]), link.expires_at)


def account_of_link(token: str) -> str:
    """The sign-in name that the link's account has, or nothing. Raises LinkSpent."""
    tenant, digest = _read(token)
    with within(tenant.pk):
        return _living_link(digest).account.about_owner["sign_in_name"] or ""


def accept_link(*, token: str, sign_in_name: str, password: str) -> Account:
    """Open the account: its owner has chosen a name and a password. The link is used up.

    Raises LinkSpent, NameRefused, NameTaken, PasswordRefused; then nothing has changed.
    """
    tenant, digest = _read(token)
    if not rules.is_sign_in_name(sign_in_name):
        raise NameRefused
    with within(tenant.pk):
        _living_link(digest)  # Before the hash, which is made for holders of a link only.
    encoded = passwords.hash_of(password, name=sign_in_name)
    with within(tenant.pk):
        link = _living_link(digest, lock=True)
        account = link.account
        names.give_name(tenant, account, sign_in_name)
        account.password, account.failures, account.locked_until = encoded, 0, None
        account.save()
        link.delete()
        with acting(str(account.pk), interface=current_actor().interface):
            events.publish(AccountOpened(account.pk, account.owner))
        return account


@transaction.atomic
def remove_accounts(*, owner: UUID) -> int:
    """Remove what this subject signs in with, in the current tenant. How many there were."""
    forget_names_of(owner)
    return Account.objects.filter(owner=owner).delete()[1].get("access.Account", 0)


def forget_names_of(owner: UUID) -> None:
    """Nobody finds this subject's account by its name any more; when it is erased."""
    accounts = list(Account.objects.filter(owner=owner).values_list("pk", flat=True))
    if accounts:
        names.forget_names(accounts)


def forget_all_names() -> None:
    """Nobody of the current tenant is found by a name any more; when it is removed."""
    names.forget_names(list(Account.objects.values_list("pk", flat=True)))


def forget_spent_links() -> int:
    """Delete links of all tenants that are too old. How many."""
    total = 0
    for tenant in all_tenants():
        with within(tenant.pk):
            total += OneTimeLink.objects.filter(expires_at__lt=timezone.now()).delete()[0]
    return total


def _read(token: str) -> tuple[Tenant, bytes]:
    """The token names its tenant: links lie behind row-level security. Raises LinkSpent."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
        tenant = find_tenant(UUID(bytes=raw[:16]))
    except ValueError:
        raise LinkSpent from None
    if tenant is None:
        raise LinkSpent
    return tenant, hashlib.sha256(raw[16:]).digest()


def _living_link(digest: bytes, *, lock: bool = False) -> OneTimeLink:
    """Raises LinkSpent."""
    links = OneTimeLink.objects.select_related("account")
    links = links.select_for_update() if lock else links
    link = links.filter(token_digest=digest, expires_at__gt=timezone.now()).first()
    if link is None:
        raise LinkSpent
    return link
