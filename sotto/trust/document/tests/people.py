"""A tenant of people in which everything is in order, and ways to upset it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.test import override_settings
from django.utils import timezone

from sotto.engines.mail.config import MailConfig
from sotto.features.directory.services import add_person, rebuild_projections
from sotto.trust.access.models import Role
from sotto.trust.audit.services import integrate, record
from sotto.trust.canaries.models import Canary, Search
from sotto.trust.canaries.services.hatching import their_home
from sotto.trust.document.rules import Verdict
from sotto.trust.document.services import probing
from sotto.trust.document.tests.flips import Flip
from sotto.trust.requests.rules import Channel, Kind
from sotto.trust.requests.services import Intake, open_request
from sotto.trust.retention.services import look_at_clock, run
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import open_tenant, within
from tests.browsers import account
from tests.contracts import mail_rigs

DOMAIN = "people.example"
Row = Callable[[Tenant], models.Model]


def later(length: timedelta) -> Flip:
    """So much time passes, and nobody does what was due."""
    return lambda: probing.at(timezone.now() + length)


def configured(**changed: Any) -> Flip:  # Any: settings have their own types.
    return lambda: _configured(changed)


@contextmanager
def _configured(changed: dict[str, Any]) -> Iterator[None]:
    with override_settings(SOTTO=settings.SOTTO.model_copy(update=changed)):
        yield


def with_mail(config: MailConfig | None) -> AbstractContextManager[None]:
    """As the settings file would name that server."""
    if config is None:
        return configured(mail_host="")()
    return configured(**mail_rigs.settings_for(config))()


def row(make: Row) -> Flip:
    """A row that says that something is wrong, and is gone afterwards."""

    @contextmanager
    def flipped() -> Iterator[None]:
        tenant = Tenant.objects.get(domain=DOMAIN)
        with within(tenant.pk):
            made = make(tenant)
        try:
            yield
        finally:
            with within(made.tenant_id):  # type: ignore[attr-defined]  # Each is a Record.
                made.delete()

    return flipped


def in_all(model: type[models.Model], **values: Any) -> Flip:
    """Columns of all rows hold something else. Any: what they take."""

    @contextmanager
    def flipped() -> Iterator[None]:
        tenant = Tenant.objects.get(domain=DOMAIN)
        with within(tenant.pk):
            before = list(model._default_manager.values("pk", *values))
            model._default_manager.update(**values)
        try:
            yield
        finally:
            with within(tenant.pk):
                for one in before:
                    pk = one.pop("pk")
                    model._default_manager.filter(pk=pk).update(**one)

    return flipped


def a_search(**wrong: Any) -> Row:  # Any: columns.
    def make(_: Tenant) -> Search:
        home = their_home()
        counts = {"files": 9, "bytes": 9, "erased": 1, "living": 1, "copies": 1, "opened": 0}
        at = {"tenant": home, "at": timezone.now(), "seconds": 1.0}
        with within(home.pk):
            return Search.objects.create(**at, **{**counts, **wrong})

    return make


def open_people() -> Tenant:
    """A person, an officer, a request, a signed trail, a run, a search."""
    tenant = open_tenant(name="People", domain=DOMAIN)
    Tenant.objects.filter(pk=tenant.pk).update(country="DE")
    rebuild_projections()
    with within(tenant.pk):
        _people()
    run(tenant.pk, now=timezone.now())
    integrate(tenant.pk)
    home = their_home()
    with within(home.pk):
        a_search()(tenant)
        Canary.objects.create(
            tenant=home, token="1" * 16, serial="111111", hatched_at=timezone.now()
        )
    return tenant


def _people() -> None:
    person = add_person(name="Ada Example", extension="2001")
    officer = account(owner=person.owner, role=Role.ADMINISTRATOR)
    officer.set_password("a long word of Ada's")
    officer.save()
    intake = Intake(reach="letter", text="What do you know?")
    open_request(Kind.ACCESS, person.owner, channel=Channel.LETTER, intake=intake)
    record("flips:trail:begun")
    look_at_clock(now=timezone.now())


def verdict_of(name: str, tenant: Tenant) -> Verdict:
    with within(tenant.pk):
        return probing.run(name).verdict
