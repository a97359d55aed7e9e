"""The formats of an archive: each is what its standard says, and none reads a name as markup."""

import io
import json
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import icalendar
import pytest
import vobject
from jsonschema import Draft202012Validator

from sotto.features.calls.services import record_reports
from sotto.features.calls.tests.test_services import ended
from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.features.voicemail.queries import mailbox_of
from sotto.features.voicemail.tests.conftest import leave
from sotto.lib.age import AgeReader, Identity, Passphrase, WrongKey
from sotto.personal_data.vocabulary import Category
from sotto.trust.dataprotection.services.export import (
    NothingHeld,
    SubjectExport,
    Wish,
    export_subject,
    export_tenant,
)
from sotto.trust.recipients.rules import Channel, Ground
from sotto.trust.recipients.services import add_recipient, record_transfer
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room
HOSTILE = 'Ädä #[read("/etc/passwd")] $x$ `c` <b>&amp; "q" END:VCARD שלום مرحبا'


@pytest.fixture
def office(office: Tenant) -> Tenant:
    """In Germany."""
    Tenant.objects.filter(pk=office.pk).update(country="DE")
    office.refresh_from_db()
    return office


@pytest.fixture
def ada(office: Tenant) -> Person:
    """With a call to Bob, a call that Bob did not answer, and a message by Bob."""
    ada = add_person(name=HOSTILE, extension="2001", email="ada@example.org")
    bob = add_person(name="Bob Somebody", extension="2002")
    hers = {"subject": str(ada.owner), "person": str(ada.pk), "number": "2001", "name": HOSTILE}
    his = {"subject": str(bob.owner), "person": str(bob.pk), "number": "2002", "name": "Bob"}
    record_reports([ended(office, caller=hers, callee=his)])
    record_reports(
        [ended(office, caller=hers, callee=his, answered_at=None, outcome="busy", sip_code=486)]
    )
    mailbox = mailbox_of(ada.pk)
    assert mailbox is not None
    assert leave(mailbox) is not None
    return ada


@pytest.fixture
def archive(office: Tenant, ada: Person) -> zipfile.ZipFile:
    return opened(office, ada, Wish())


def opened(tenant: Tenant, person: Person, wish: Wish) -> zipfile.ZipFile:
    raw = io.BytesIO()
    export_subject(tenant.pk, person.owner, to=raw, wish=wish)
    archive = zipfile.ZipFile(raw)
    assert archive.testzip() is None
    return archive


def printed(archive: zipfile.ZipFile, folder: Path) -> str:
    """What a program reads out of the PDF."""
    file = folder / "person.pdf"
    file.write_bytes(archive.read("person.pdf"))
    command = ["/usr/bin/pdftotext", "-layout", str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_json_is_as_its_schema_says(archive: zipfile.ZipFile) -> None:
    schema = json.loads(archive.read("schema.json"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(archive.read("person.json")))


def test_it_says_who_answers_for_it_what_rights_there_are_and_where_it_is_from(
    archive: zipfile.ZipFile,
) -> None:
    about = json.loads(archive.read("person.json"))
    assert about["controller"] == "Office"
    assert "Datenschutzaufsicht" in about["complaint_to"]
    assert about["automated_decisions"] == "none"
    assert {"erasure", "rectification", "objection"} <= set(about["rights"])
    assert all(table["source"] and table["purpose"] for table in about["tables"].values())


def test_it_names_to_whom_data_was_passed_on(office: Tenant, ada: Person, tmp_path: Path) -> None:
    billing = add_recipient(
        name="Abrechnung & Söhne",
        purpose="billing",
        channel=Channel.MANUAL,
        ground=Ground.CONTRACT,
        categories=[Category.ACTIVITY],
        country="CH",
    )
    record_transfer(billing.recipient.pk, ada.owner)
    archive = opened(office, ada, Wish(language="de"))
    [told] = json.loads(archive.read("person.json"))["transfers"]
    assert (told["recipient"], told["country"]) == ("Abrechnung & Söhne", "CH")
    assert told["categories"] == ["activity"]
    assert "Abrechnung &amp; Söhne, CH" in archive.read("index.html").decode()
    assert "Abrechnung & Söhne, CH" in printed(archive, tmp_path)
    bob = Person.objects.exclude(owner=ada.owner).get()
    assert json.loads(opened(office, bob, Wish()).read("person.json"))["transfers"] == []


def test_each_item_says_until_when_it_is_kept(archive: zipfile.ZipFile) -> None:
    items = json.loads(archive.read("person.json"))["items"]
    kept = {item["table"]: item["kept_until"] for item in items}
    assert kept["directory.Person"] is None  # Until she goes.
    today = datetime.now(UTC).date()
    for table in ("calls.Call", "voicemail.Message", "audit.Entry"):
        assert today < datetime.fromisoformat(kept[table]).date() < today + timedelta(days=4000)


def test_a_call_is_a_vcon_with_the_other_party_masked(archive: zipfile.ZipFile) -> None:
    dialogs = {}
    for name in archive.namelist():
        if name.endswith(".vcon"):
            vcon = json.loads(archive.read(name))
            assert vcon["vcon"] == "0.4.0"
            [dialog] = vcon["dialog"]
            dialogs[dialog.get("disposition") or vcon["parties"][1]["role"]] = (vcon, dialog)
    talked, dialog = dialogs["callee"]
    assert dialog["type"] == "recording"
    assert datetime.fromisoformat(dialog["start"]).tzinfo is not None
    assert dialog["duration"] > 0
    assert talked["parties"][0]["name"] == HOSTILE
    assert talked["parties"][1] == {
        "tel": "2xxx",
        "name": "withheld: somebody else's",
        "role": "callee",
    }
    assert dialogs["busy"][1]["type"] == "incomplete"
    left, message = dialogs["owner"]
    assert message["mediatype"] == "audio/wav"
    assert left["parties"][0]["role"] == "caller"


def test_her_card_holds_her_name_address_and_number(archive: zipfile.ZipFile) -> None:
    text = archive.read("person.vcf").decode()
    card = vobject.readOne(text)
    assert text.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\n")
    assert card.fn.value == HOSTILE
    assert (card.email.value, card.tel.value) == ("ada@example.org", "2001")


def test_calls_are_entries_of_a_calendar(archive: zipfile.ZipFile) -> None:
    calendar = icalendar.Calendar.from_ical(archive.read("calendar.ics"))
    entries = calendar.walk("VEVENT")
    assert {str(entry["summary"]) for entry in entries} == {"Call", "Voice mail"}
    assert len(entries) == 3
    assert all(entry.decoded("dtend") >= entry.decoded("dtstart") for entry in entries)


def test_who_has_neither_call_nor_message_gets_no_calendar(office: Tenant) -> None:
    carol = add_person(name="Carol", extension="2003")
    assert "calendar.ics" not in opened(office, carol, Wish()).namelist()


def test_a_name_is_text_and_never_markup_in_page_and_print(
    archive: zipfile.ZipFile, tmp_path: Path
) -> None:
    page, text = archive.read("index.html").decode(), printed(archive, tmp_path)
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;amp;" in page
    for part in ("Ädä", '#[read("/etc/passwd")]', "$x$", "`c`", '<b>&amp; "q"', "שלום"):
        assert part in text


def test_the_print_is_tagged_and_has_headings_and_heads_of_tables(
    archive: zipfile.ZipFile,
) -> None:
    raw = archive.read("person.pdf")
    assert b"/StructTreeRoot" in raw
    assert b"/Lang" in raw


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["What is held about you", "Kept until", "Complaint"]),
        ("de", ["Was über Sie gespeichert ist", "Aufbewahrt bis", "Beschwerde", "Anrufe"]),
    ],
)
def test_people_read_it_in_their_language(
    office: Tenant, ada: Person, tmp_path: Path, language: str, words: list[str]
) -> None:
    archive = opened(office, ada, Wish(language=language))
    page, text = archive.read("index.html").decode(), printed(archive, tmp_path)
    assert f'<html lang="{language}">' in page
    for word in words:
        assert word in page
        assert word in text


def test_the_page_and_the_print_tell_a_volume_after_the_other(
    office: Tenant, ada: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sotto.trust.dataprotection.services.archive.printed.VOLUME", 5)
    archive = opened(office, ada, Wish())
    items = json.loads(archive.read("person.json"))["items"]
    volumes = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(volumes) == -(-len(items) // 5) > 2
    assert volumes[:2] == ["person.pdf", "person-2.pdf"]


def test_an_archive_is_encrypted_to_a_password_or_a_key(office: Tenant, ada: Person) -> None:
    key = Identity.generate()
    password = Passphrase("open sesame", rounds=10)
    for lock, right, wrong in ((password, password, key), (key.recipient(), key, password)):
        raw = io.BytesIO()
        export_subject(office.pk, ada.owner, to=raw, wish=Wish(locks=[lock]))
        assert b"person.json" not in raw.getvalue()
        raw.seek(0)
        clear = io.BytesIO(AgeReader(raw, [right]).read())
        assert zipfile.ZipFile(clear).testzip() is None
        raw.seek(0)
        with pytest.raises(WrongKey):
            AgeReader(raw, [wrong])


def test_another_tenant_has_no_archive_of_hers(hotel: Tenant, ada: Person) -> None:
    raw = io.BytesIO()
    with pytest.raises(NothingHeld):
        export_subject(hotel.pk, ada.owner, to=raw)
    assert not raw.getvalue()


def test_of_nobody_there_is_no_archive(office: Tenant) -> None:
    with pytest.raises(NothingHeld):
        SubjectExport(office.pk, uuid4())


def test_a_customer_s_archive_holds_all_its_people_and_nobody_of_another(
    office: Tenant, hotel: Tenant, ada: Person
) -> None:
    with within(hotel.pk):
        add_person(name="Guest Sideways", extension="2001")
    raw = io.BytesIO()
    exported = export_tenant(office.pk, to=raw)
    archive = zipfile.ZipFile(raw)
    assert json.loads(archive.read("tenant.json"))["domain"] == "office.example"
    folders = {name.split("/")[1] for name in archive.namelist() if name.startswith("people/")}
    assert folders == {str(one.owner) for one in Person.objects.all()}
    assert exported.items["directory.Person"] == 2
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Bob Somebody" in everything
    assert b"Sideways" not in everything
