"""The data protection officer's day in a browser, and a person's own side of it."""

import json
import secrets
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Opens, Reader
from tests.journeys.phones.probe import Probe
from tests.journeys.phones.telephone import until
from tests.journeys.system import HOME, House, Person, System

pytestmark = pytest.mark.journey

CERTIFICATE = "Download, to be verified"


@pytest.fixture
def leaver(system: System) -> Person:
    return system.add_person("Lea Leaver")


def fetches(reader: Reader, link: str, folder: Path) -> Path:
    """The file behind a link of the page."""
    with reader.page.expect_download() as started:
        reader.page.get_by_role("link", name=link).first.click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def asks_for_the_erasure_of(person: Person, officer: Reader) -> None:
    officer.goes_to("/data-protection/erasures/new/")
    officer.page.get_by_label("Number, address or name").fill(person.extension)
    officer.page.get_by_role("button", name="Find").click()
    expect(officer.page.get_by_role("heading", name="2. What would happen")).to_be_visible()
    officer.page.get_by_label("How was the person identified?").fill(
        "came in person, identity card seen"
    )
    officer.page.get_by_role("button", name="Ask for the erasure").click()
    expect(officer.page.get_by_role("heading", name="The person's receipt")).to_be_visible()
    officer.page.get_by_role("link", name="On to the approval").click()


def is_certified(officer: Reader) -> bool:
    """Of the erasure whose page is open: with two epochs hurried along."""
    address = officer.page.url

    def waits_for_epochs() -> bool:
        officer.page.goto(address)
        return "epochs" in officer.page.locator("[aria-current=step]").inner_text()

    def has_a_certificate() -> bool:
        officer.page.goto(address)
        return officer.page.get_by_role("link", name=CERTIFICATE).count() > 0

    assert until(waits_for_epochs, patience=timedelta(minutes=2))
    for _ in range(2):
        officer.system.command("keyring", "rotate")
    return until(has_a_certificate, patience=timedelta(minutes=3))


def test_somebody_is_erased_and_anybody_can_check_the_certificate(
    root: Reader, leaver: Person, tmp_path: Path
) -> None:
    asks_for_the_erasure_of(leaver, root)
    assert root.faults_for_screen_readers() == []
    root.takes_picture("erasure-dry-run")
    root.page.get_by_role("button", name="Approve: erase this").click()
    expect(root.page.get_by_role("button", name="Approve: erase this")).to_have_count(0)
    seen_by_itself = root.page.get_by_role("heading", level=1)
    expect(seen_by_itself).to_contain_text("waits for two epochs", timeout=60_000)
    assert is_certified(root)
    root.takes_picture("erasure-certified")
    file = fetches(root, CERTIFICATE, tmp_path)
    key = tmp_path / "key"
    key.write_text(root.system.command("erasure", "key")["key"])
    done = subprocess.run(
        [sys.executable, "-m", "sotto.processes.cli", "verify", str(file), "--key", str(key)],
        env={"PYTHONPATH": str(HOME), "PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(file.read_text())["body"]["complete"]
    assert root.goes_to(f"/data-protection/erasures/new/?who={quote(leaver.extension)}") == 200
    expect(root.page.get_by_role("alert")).to_contain_text("Nobody was found")


def test_a_caller_s_request_is_taken_down_decided_and_handed_over(
    root: Reader, leaver: Person, tmp_path: Path
) -> None:
    root.goes_to("/requests/new/")
    root.page.get_by_label("Number, address or name").fill(leaver.extension)
    root.page.get_by_role("button", name="Find").click()
    root.page.get_by_label("How do you know who it is?").select_option(index=1)
    root.page.get_by_role("button", name="Open the request").click()
    expect(root.page.get_by_role("button", name="Grant")).to_be_visible()
    assert root.faults_for_screen_readers() == []
    root.takes_picture("request-open")
    root.page.get_by_role("button", name="Grant").click()
    expect(root.page.get_by_role("heading", name="Next: hand over the archive")).to_be_visible()
    with root.page.expect_download() as started:
        root.page.get_by_role("button", name="Make the encrypted file").click()
    started.value.save_as(tmp_path / "archive")
    assert (tmp_path / "archive").read_bytes().startswith(b"age-encryption.org/v1\n")
    root.page.reload()
    root.page.get_by_role("button", name="Close").click()
    expect(root.page.get_by_role("heading", name="Closed")).to_be_visible()


def test_an_outsider_is_known_by_its_number_and_by_the_code_that_it_repeats(
    root: Reader, house: House
) -> None:
    number = f"9{secrets.randbelow(10**6):06}"
    alice = house.person("Alice Adler", Probe)
    alice.dials(f"+4930{number}")  # No trunk: that somebody was called is known all the same.
    assert alice.refusal() == 404
    house.stored_call(alice)
    root.goes_to("/requests/new/")
    root.page.get_by_label("Number, address or name").fill(f"0049 (30) {number}")
    root.page.get_by_role("button", name="Find").click()
    root.page.get_by_role("button", name="Open the request").click()
    root.page.get_by_role("button", name="Make a code").click()
    spoken = root.page.locator(".secret").inner_text()  # Said on the call back to that number.
    root.page.get_by_label("What the person repeats").fill("0000 0000")
    root.page.get_by_role("button", name="Check").click()
    expect(root.page.get_by_role("main")).to_contain_text("That is not the code.")
    root.page.get_by_label("What the person repeats").fill(spoken.replace(" ", "-"))
    root.page.get_by_role("button", name="Check").click()
    expect(root.page.get_by_role("button", name="Grant")).to_be_visible()
    expect(root.page.get_by_role("main")).to_contain_text("a code was repeated")


def test_a_recipient_is_told_of_an_erasure_and_its_answer_is_noted(
    root: Reader, leaver: Person
) -> None:
    name = f"Payroll {leaver.extension}"
    command = root.system.command
    why = ("--purpose", "wages", "--ground", "legal-obligation", "--category", "provisioning")
    added = command("recipient", "add", name, *why)
    command("recipient", "transfer", added["id"], leaver.extension)
    command("erase", leaver.extension, "--yes")
    root.goes_to("/data-protection/")
    expect(root.page.get_by_role("link", name="Recipients")).to_contain_text("to be told by you")
    root.page.get_by_role("link", name="Recipients").click()
    notice = root.page.get_by_role("table", name="Notices").get_by_role("row").filter(has_text=name)
    expect(notice).to_contain_text("to be told")
    notice.get_by_label("Answer").select_option("nothing kept")
    notice.get_by_role("button", name="Note it").click()
    expect(notice).to_contain_text("We keep nothing of it.")
    told = [one for one in command("recipient", "notices") if one["name"] == name]
    assert [(one["state"], one["answer"]) for one in told] == [("answered", "nothing kept")]


def test_what_the_canaries_found_is_on_the_page(root: Reader) -> None:
    found = root.system.command("canary", "run", "--at-once")
    assert found["erased"]
    root.goes_to("/data-protection/")
    expect(root.page.get_by_role("link", name="Canaries")).to_contain_text("In order")
    root.page.get_by_role("link", name="Canaries").click()
    last = root.page.get_by_role("region", name="The last search")
    expect(last).to_contain_text("Nothing of erased people is left")
    expect(last).to_contain_text(str(found["files"]))
    assert root.faults_for_screen_readers() == []


def test_by_keyboard_alone_somebody_is_erased_certified_and_the_trail_verified(
    root: Reader, leaver: Person
) -> None:
    root.goes_to("/requests/new/")
    assert root.focus_is_on().startswith("Number, address or name")
    root.types(leaver.extension)
    root.enters()
    root.tabs_to("What the person asks")
    root.types("erasure")
    root.tabs_to("How do you know who it is?")
    root.types("I saw")
    root.tabs_to("Open the request")
    root.enters()
    expect(root.page.get_by_role("table", name="What would be erased")).to_be_visible()
    root.tabs_to("Approve the erasure")
    root.enters()
    root.tabs_to("See its steps and its certificate")
    root.enters()
    assert is_certified(root)
    root.tabs_to("Read and print")
    root.enters()
    expect(root.page.get_by_role("heading", name="Certificate of an erasure")).to_be_visible()
    root.tabs_to("Data protection")
    root.enters()
    root.tabs_to("Audit")
    root.enters()
    root.tabs_to("Verify now")
    root.presses("Enter")
    expect(root.page.locator("#tree")).to_contain_text("whole", timeout=60_000, ignore_case=True)


def test_what_would_be_forgotten_is_seen_before_a_period_is_changed(root: Reader) -> None:
    root.goes_to("/data-protection/retention/")
    root.page.get_by_role("link", name="call detail").first.click()
    root.page.get_by_label("Days to keep").fill("20")
    root.page.get_by_role("button", name="Show what would go").click()
    expect(root.page.get_by_role("heading", name="If 20 days were chosen")).to_be_visible()
    root.page.get_by_role("button", name="Decide").click()
    root.goes_to("/data-protection/retention/")
    expect(root.page.get_by_role("region", name="Call detail", exact=True)).to_contain_text(
        "20 days"
    )


def test_a_recipient_is_entered_in_the_register_and_ended(root: Reader, leaver: Person) -> None:
    root.goes_to("/data-protection/recipients/")
    root.page.get_by_label("Who").fill("Billing House Ltd")
    root.page.get_by_label("What for").fill("bills")
    root.page.get_by_label("calls and other activity").check()
    root.page.get_by_label("How it is told").select_option("manual")
    root.page.get_by_role("button", name="Add").click()
    row = root.page.get_by_role("row").filter(has_text="Billing House Ltd")
    expect(row).to_be_visible()
    assert root.faults_for_screen_readers() == []
    row.get_by_role("button", name="End").click()
    expect(root.page.get_by_role("row").filter(has_text="Billing House Ltd")).to_contain_text(
        "ended"
    )


def test_the_trail_is_verified_at_the_press_of_a_button_and_an_entry_is_proved(
    root: Reader, tmp_path: Path
) -> None:
    root.goes_to("/audit/")
    root.page.get_by_role("button", name="Verify now").click()
    expect(root.page.locator("#tree")).to_contain_text("whole", timeout=60_000)
    proof = fetches(root, "Proof of entry", tmp_path)
    tenant = root.system.command("tenant", "print")["id"]
    key = root.system.state / "audit" / tenant / "key"
    root.takes_picture("audit-verified")
    checked = root.system.command("audit", "check", str(proof), "--key", str(key))
    assert checked


def test_the_system_s_document_is_read_and_taken_along(root: Reader, tmp_path: Path) -> None:
    root.goes_to("/data-protection/document/")
    expect(root.page.get_by_role("heading", name="At a glance")).to_be_visible()
    expect(root.page.get_by_role("region", name="Red lines")).to_contain_text("does not hold")
    said = json.loads(fetches(root, "JSON", tmp_path).read_text())
    assert said
    assert fetches(root, "PDF", tmp_path).read_bytes().startswith(b"%PDF-")
    assert "<!doctype html>" in fetches(root, "HTML", tmp_path).read_text().lower()


def test_a_person_sees_what_is_held_asks_and_follows_it(
    root: Reader, reader: Opens, leaver: Person
) -> None:
    person = root.system.command("person", "print", leaver.extension)["id"]
    root.goes_to(f"/people/{person}/")
    root.page.get_by_role("button", name="Make a one-time link").click()
    lea = reader()
    lea.opens_account(root.page.locator("#invitation .secret").inner_text(), leaver.extension)
    lea.goes_to("/my-data/")
    lea.takes_picture("my-data")
    lea.goes_to("/my-data/consents/")
    lea.page.get_by_role("button", name="Yes").first.click()
    expect(lea.page.get_by_role("main")).to_contain_text("You said yes")
    lea.page.get_by_role("button", name="No").first.click()
    expect(lea.page.get_by_role("main")).to_contain_text("You said no")
    lea.goes_to("/my-data/requests/")
    lea.page.get_by_role("button", name="Ask").click()
    expect(lea.page.get_by_role("main")).to_contain_text("Access")
    lea.takes_picture("my-requests")
    root.goes_to("/requests/")
    expect(root.page.get_by_role("row").filter(has_text="ccess").first).to_be_visible()
