"""Nobody sees sideways: every address, with one tenant's ids, is nothing to another tenant.

An address that is not in this table fails: whoever adds a page says here what it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from sotto.features.calls.queries import all_calls
from sotto.features.calls.services import record_reports, reveal
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.services import add_device, add_person
from sotto.features.voicemail.queries import mailbox_of
from sotto.features.voicemail.tests.conftest import leave
from sotto.personal_data.actor import acting
from sotto.trust.access.models import Role
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.services import ask_erasure
from sotto.trust.holds.services import place
from sotto.trust.recipients import rules as recipients
from sotto.trust.recipients.services import add_recipient, record_transfer, tell
from sotto.trust.requests.rules import Channel, Kind
from sotto.trust.requests.services import Intake, open_request
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from tests.browsers import account, administrator, browser_of

pytestmark = pytest.mark.guard

MARKER = "Ada Sideways"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class World:
    """What the office has, and the browser of its administrator, who is also that person."""

    ids: dict[str, UUID]
    browser: Client


# Address → the ids in it, in order, and the method that it answers.
WITH_IDS = {
    "directory:person": ("GET", ("person",)),
    "directory:remove-person": ("GET", ("person",)),
    "directory:invite-person": ("POST", ("person",)),
    "directory:withhold-number": ("POST", ("person",)),
    "directory:show-number": ("POST", ("person",)),
    "directory:add-device": ("POST", ("person",)),
    "directory:remove-device": ("POST", ("person", "device")),
    "access:role": ("POST", ("account",)),
    "requests:request": ("GET", ("request",)),
    "requests:receipt": ("POST", ("request",)),
    "requests:prove": ("POST", ("request",)),
    "requests:code": ("POST", ("request",)),
    "requests:doubt": ("POST", ("request",)),
    "requests:extend": ("POST", ("request",)),
    "requests:grant": ("POST", ("request",)),
    "requests:refuse": ("POST", ("request",)),
    "requests:correct": ("POST", ("request",)),
    "requests:offer": ("POST", ("request",)),
    "requests:archive": ("POST", ("request",)),
    "requests:told": ("POST", ("request",)),
    "requests:close": ("POST", ("request",)),
    "requests:withdraw": ("POST", ("request",)),
    "requests:lift": ("POST", ("request",)),
    "requests:my-request": ("GET", ("request",)),
    "requests:my-archive": ("POST", ("request",)),
    "requests:my-withdraw": ("POST", ("request",)),
    "audit:proof": ("GET", ("entry",)),
    "dataprotection:erasure": ("GET", ("erasure",)),
    "dataprotection:erasure-progress": ("GET", ("erasure",)),
    "dataprotection:approve-erasure": ("POST", ("erasure",)),
    "dataprotection:cancel-erasure": ("POST", ("erasure",)),
    "dataprotection:certificate": ("GET", ("erasure",)),
    "dataprotection:certificate-file": ("GET", ("erasure",)),
    "dataprotection:approve-hold": ("POST", ("hold",)),
    "dataprotection:lift-hold": ("POST", ("hold",)),
    "recipients:end": ("POST", ("recipient",)),
    "recipients:secret": ("POST", ("recipient",)),
    "recipients:trial": ("POST", ("recipient",)),
    "recipients:answered": ("POST", ("notice",)),
    "calls:reveal": ("GET", ("call",)),
    "calls:revealed": ("GET", ("reveal",)),
    "voicemail:audio": ("GET", ("message",)),
    "voicemail:mark-heard": ("POST", ("message",)),
    "voicemail:delete": ("POST", ("message",)),
}
LISTS = (
    "first-page",
    "directory:people",
    "directory:people",  # Of whoever has no role: the own row.
    "directory:phone-book",
    "access:accounts",
    "requests:requests",
    "requests:intake",
    "requests:reminders",
    "requests:mine",
    "consents:mine",
    "dataprotection:mine",
    "dataprotection:erasures",
    "dataprotection:sharing",
    "dataprotection:new-erasure",
    "dataprotection:holds",
    "dataprotection:new-hold",
    "calls:calls",
    "voicemail:messages",
    "data-protection",
    "audit:entries",
    "recipients:register",
    "retention:periods",
    "retention:period",
    "retention:log",
    "retention:masking",
    "audit:state",
    "backup:backups",
    "canaries:searches",
    "document:page",
    "document:html",
    "document:pdf",
    "document:json",
)
# Before anybody is known, or by a secret in the link.
OPEN = {"access:open", "access:sign-in", "choose-language", "recipients:answer"}
ONLY_POSTED = (
    "access:sign-out",
    "access:invite-officer",
    "audit:verify",
    "consents:answer",
    "dataprotection:my-archive",
    "dataprotection:grace",
    "dataprotection:decide-shared",
    "document:check",
    "retention:clock",
    "voicemail:own-period",
    "retention:country",
)


def addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, space + inner)


def address_of(name: str, world: World) -> str:
    return reverse(name, args=[world.ids[one] for one in WITH_IDS[name][1]])


def _recipients(subject: UUID) -> dict[str, UUID]:
    """Somebody who got data of this subject, and has to be told."""
    made = add_recipient(
        name="Payroll",
        purpose="wages",
        channel=recipients.Channel.MANUAL,
        ground=recipients.Ground.CONTRACT,
    )
    record_transfer(made.recipient.pk, subject)
    [notice] = tell(subject, recipients.Topic.ERASURE)
    return {"recipient": made.recipient.pk, "notice": notice.pk}


@pytest.fixture
def world(office: Tenant) -> World:
    ada = add_person(name=MARKER, extension="2001")
    mailbox = mailbox_of(ada.pk)
    assert mailbox is not None
    message = leave(mailbox)
    assert message is not None
    party = {"subject": str(ada.owner), "person": str(ada.pk), "number": "2001", "name": MARKER}
    record_reports([ended(office, caller=party)])
    asked = open_request(Kind.ACCESS, ada.owner, channel=Channel.LETTER, intake=Intake())
    ids = {
        "person": ada.pk,
        "device": add_device(person=ada).id,
        "message": message.pk,
        "request": asked.pk,
        **_recipients(ada.owner),
    }
    administering = account(owner=ada.owner, role=Role.ADMINISTRATOR)
    calls = list(all_calls())
    with acting(str(administering.pk)):
        seen = reveal(calls, reason="To be looked at", was_heard=False, now=timezone.now())
    ids |= {"call": calls[0].pk, "reveal": seen[0].pk}
    ids["account"] = administering.pk
    ids["erasure"] = ask_erasure(office.pk, ada.owner).pk
    ids["hold"] = place(ada.owner, reason=MARKER, review_on=timezone.now().date() + DAY).pk
    ids["entry"] = Entry.objects.earliest("sequence").pk
    return World(ids, browser_of(administering))


@pytest.fixture
def neighbour(world: World, hotel: Tenant) -> Iterator[Client]:
    """An administrator of the other tenant."""
    with within(hotel.pk):
        yield administrator()


def test_every_address_is_in_this_table() -> None:
    assert set(addresses(get_resolver())) == {*WITH_IDS, *LISTS, *OPEN, *ONLY_POSTED}


@pytest.mark.parametrize("name", WITH_IDS)
def test_what_the_owner_finds_another_tenant_does_not(
    name: str, world: World, neighbour: Client, office: Tenant
) -> None:
    method, address = WITH_IDS[name][0], address_of(name, world)
    assert neighbour.generic(method, address).status_code == 404
    with within(office.pk):
        assert world.browser.generic(method, address).status_code != 404


@pytest.mark.parametrize("name", LISTS)
def test_no_list_shows_another_tenant_s_people(
    name: str, world: World, neighbour: Client, office: Tenant
) -> None:
    page = neighbour.get(reverse(name))
    assert page.status_code == 200
    text = page.content.decode(errors="replace")
    assert MARKER not in text
    assert not any(str(one)[:8] in text for one in world.ids.values())


@pytest.mark.parametrize("name", ["directory:people", "calls:calls"])
def test_the_owner_s_own_lists_show_them(name: str, world: World) -> None:
    assert MARKER in world.browser.get(reverse(name)).text


@pytest.mark.parametrize("name", [*WITH_IDS, *LISTS, *ONLY_POSTED])
@pytest.mark.parametrize(("headers", "status"), [({}, 302), ({"HX-Request": "true"}, 401)])
def test_without_a_session_everything_leads_to_the_door(
    name: str, headers: dict[str, str], status: int, db: None, client: Client
) -> None:
    ids = [UUID(int=1)] * len(WITH_IDS.get(name, ("", ()))[1])
    for method in ("GET", "POST"):
        answer = client.generic(method, reverse(name, args=ids), headers=headers)
        assert answer.status_code == status


# Whoever is signed in has these; all other pages are an administrator's or an officer's.
FOR_EVERYBODY = {
    "access:sign-out",
    "calls:calls",
    "consents:answer",
    "consents:mine",
    "dataprotection:mine",
    "dataprotection:my-archive",
    "directory:people",  # Of whoever has no role: the own row.
    "directory:phone-book",
    "first-page",
    "requests:mine",
    "requests:my-archive",
    "requests:my-request",
    "requests:my-withdraw",
    "voicemail:audio",
    "voicemail:delete",
    "voicemail:mark-heard",
    "voicemail:messages",
    "voicemail:own-period",
}
FOR_ADMINISTRATORS = {
    "access:accounts",
    "access:invite-officer",
    "access:role",
    "calls:reveal",
    "calls:revealed",
    "directory:add-device",
    "directory:invite-person",
    "directory:remove-device",
    "directory:remove-person",
}
FOR_SOME = {*WITH_IDS, *LISTS, *ONLY_POSTED} - FOR_EVERYBODY


def refused_everywhere(browser: Client, name: str, world: World) -> bool:
    """Whether this address shows and does nothing, by whatever method it is asked."""
    ids = [world.ids[one] for one in WITH_IDS.get(name, ("", ()))[1]]
    answers = (browser.generic(method, reverse(name, args=ids)) for method in ("GET", "POST"))
    return all(answer.status_code in {403, 404, 405} for answer in answers)


def test_a_colleague_without_a_role_is_refused(world: World) -> None:
    carl = browser_of(account(name="carl"))
    assert [name for name in sorted(FOR_SOME) if not refused_everywhere(carl, name, world)] == []


def test_an_officer_is_refused_what_is_the_administrator_s(world: World) -> None:
    dora = browser_of(account(role=Role.OFFICER, name="dora"))
    opened = [one for one in FOR_ADMINISTRATORS if not refused_everywhere(dora, one, world)]
    assert opened == []
