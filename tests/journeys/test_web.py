"""A newcomer in front of a browser: the first account, the pages, a message, an outage."""

import secrets

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.journeys.browser import DESKTOP, PASSWORD, TELEPHONE, Opens, Reader
from tests.journeys.phones.probe import Probe
from tests.journeys.phones.telephone import until
from tests.journeys.system import House, System
from tests.journeys.test_voicemail import leave_a_message

pytestmark = pytest.mark.journey

PAGES = {
    "first-page": "/",
    "people": "/people/",
    "calls": "/calls/",
    "messages": "/messages/",
    "audit": "/audit/",
    "data-protection": "/data-protection/",
    "requests": "/requests/",
    "request-intake": "/requests/new/",
    "erasures": "/data-protection/erasures/",
    "holds": "/data-protection/holds/",
    "retention": "/data-protection/retention/",
    "masking": "/data-protection/retention/masking/",
    "recipients": "/data-protection/recipients/",
    "backups": "/data-protection/backups/",
    "document": "/data-protection/document/",
    "my-data": "/my-data/",
    "my-requests": "/my-data/requests/",
    "my-consents": "/my-data/consents/",
}


def an_extension() -> str:
    """One that nobody has, in a system that may have seen this journey before."""
    return str(secrets.choice(range(10_000, 100_000)))


def test_the_first_administrator_comes_in_by_link_and_then_by_keyboard_alone(
    root: Reader,
) -> None:
    root.tabs_to("Sign out")
    root.presses("Enter")
    expect(root.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert root.focus_is_on().startswith("Name")
    root.types("root")
    root.tabs_to("Password")
    root.types(PASSWORD)
    root.presses("Enter")
    expect(root.page.get_by_role("heading", name="Good to have you here")).to_be_visible()
    root.tabs_to("Skip to the content")
    root.presses("Enter")
    root.tabs_to("People")
    root.presses("Enter")
    expect(root.page.get_by_role("heading", name="People", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "size"), [("desktop", DESKTOP), ("telephone", TELEPHONE)])
def test_every_page_can_be_read_on_a_desk_and_on_a_telephone(
    root: Reader, width: str, size: ViewportSize
) -> None:
    root.page.set_viewport_size(size)
    for name, path in PAGES.items():
        assert root.goes_to(path) == 200
        assert root.faults_for_screen_readers() == []
        assert not root.is_too_wide(), name
        assert root.takes_picture(f"{name}-{width}").exists()


def test_a_person_gets_a_number_a_telephone_and_an_account(root: Reader, reader: Opens) -> None:
    extension = an_extension()
    root.goes_to("/people/")
    root.page.get_by_label("Name").fill("Wanda Webster")
    root.page.get_by_label("Extension").fill(extension)
    root.page.get_by_role("button", name="Add").click()
    root.page.get_by_role("row").filter(has_text=extension).get_by_role("link").click()
    root.page.get_by_label("What is it?").fill("desk telephone")
    root.page.get_by_role("button", name="Add the device").click()
    expect(root.page.get_by_role("img", name="QR code")).to_be_visible()
    assert root.faults_for_screen_readers() == []
    root.takes_picture("credentials-desktop")
    root.page.get_by_role("button", name="Make a one-time link").click()
    link = root.page.locator("#invitation .secret").inner_text()
    wanda = reader()
    wanda.opens_account(link, f"wanda-{extension}")
    expect(wanda.page.get_by_role("link", name="Audit")).to_have_count(0)
    wanda.goes_to("/people/")
    expect(wanda.page.get_by_role("row")).to_have_count(2)  # The heading, and herself.


def test_everything_works_without_javascript(reader: Opens, system: System) -> None:
    plain = reader(scripts=False)
    plain.opens_account(system.command("admin-link")["link"], "root")
    plain.goes_to("/people/")
    plain.page.get_by_label("Name").fill("Norbert Noscript")
    plain.page.get_by_label("Extension").fill(an_extension())
    plain.page.get_by_role("button", name="Add").click()
    expect(plain.page.get_by_role("heading", name="Norbert Noscript")).to_be_visible()
    plain.page.get_by_role("button", name="Add the device").click()
    expect(plain.page.get_by_role("heading", name="New device")).to_be_visible()
    plain.page.get_by_role("link", name="Norbert Noscript").click()
    plain.page.get_by_role("link", name="Remove this person").click()
    plain.page.get_by_role("button", name="Remove").click()
    expect(plain.page.get_by_role("heading", name="People", exact=True)).to_be_visible()


def test_the_owner_plays_a_message_and_no_administrator_does(
    house: House, root: Reader, reader: Opens
) -> None:
    alice = house.person("Alice Adler", Probe)
    mia = house.person("Mia Messages", Probe)
    mia.stays_unregistered()
    alice.calls(mia)
    leave_a_message(house, alice, mia)
    person = house.system.command("person", "print", mia.extension)["id"]
    root.goes_to(f"/people/{person}/")
    root.page.get_by_role("button", name="Make a one-time link").click()
    reading = reader()
    reading.opens_account(
        root.page.locator("#invitation .secret").inner_text(), f"mia-{mia.extension}"
    )
    reading.goes_to("/messages/")
    expect(reading.page.get_by_text("Alice Adler")).to_be_visible()
    reading.page.evaluate("() => document.querySelector('audio').play()")
    expect(reading.page.get_by_text("heard", exact=True)).to_be_visible()
    reading.page.wait_for_function("() => document.querySelector('audio').currentTime > 0.5")
    reading.takes_picture("message-played-desktop")
    root.goes_to("/messages/")
    expect(root.page.get_by_text("Alice Adler")).to_have_count(0)


def test_while_the_database_is_away_the_pages_say_so_and_come_back(root: Reader) -> None:
    system = root.system
    with system.suspended("postgres"):
        assert root.goes_to("/people/") == 503
        expect(root.page.get_by_text("Try again in a moment")).to_be_visible()
    assert until(lambda: root.goes_to("/people/") == 200)
    root.complaints.clear()  # The browser itself calls a 503 an error.
