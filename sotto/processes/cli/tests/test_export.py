"""`sotto export`: whom it finds, what it refuses, and that nothing is left behind when it fails."""

import io
import json
import resource
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person, find_other_party
from sotto.lib.age import AgeReader, Identity, Passphrase
from sotto.personal_data.actor import acting
from sotto.processes.cli import personal_data
from sotto.processes.cli.personal_data import PasswordTooShort, RecipientMalformed, WhoIsMissing
from sotto.trust.access.models import Role
from sotto.trust.access.services.names import give_name
from sotto.trust.audit.models import Entry
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.services.finding import NobodyFound
from sotto.trust.tenants.models import Tenant
from tests.browsers import account

pytestmark = pytest.mark.room
Said = pytest.CaptureFixture[str]


@pytest.fixture
def office(office: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """In Germany; the one that commands are about, run as the tests' own user."""

    @contextmanager
    def administering(*_: object) -> Iterator[Tenant]:
        yield office

    monkeypatch.setattr(personal_data, "administering", administering)
    Tenant.objects.filter(pk=office.pk).update(country="DE")
    return office


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001", email="ada@example.org")


def subject_in(raw: bytes) -> str:
    return str(json.loads(zipfile.ZipFile(io.BytesIO(raw)).read("person.json"))["subject"])


@pytest.mark.parametrize("who", ["2001", "Ada Example", "ada@example.org"])
def test_a_person_is_exported_by_what_is_known_of_it(ada: Person, tmp_path: Path, who: str) -> None:
    to = tmp_path / "ada.zip"
    personal_data.export(who, to=to)
    assert subject_in(to.read_bytes()) == str(ada.owner)
    assert to.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("who", ["+49 30 123456", "030/123456"])
def test_an_outsider_is_exported_by_number(office: Tenant, tmp_path: Path, who: str) -> None:
    met = find_other_party(number="0049 30 123456")
    to = tmp_path / "stranger.zip"
    personal_data.export(who, to=to)
    assert subject_in(to.read_bytes()) == str(met)


def test_an_administrator_s_archive_holds_what_it_did(office: Tenant, tmp_path: Path) -> None:
    root = account(role=Role.ADMINISTRATOR)
    give_name(office, root, "root")
    root.save()
    with acting(str(root.pk)):
        record("directory:person:added")
    to = tmp_path / "root.zip"
    personal_data.export("root", to=to, account=True)
    items = json.loads(zipfile.ZipFile(to).read("person.json"))["items"]
    deeds = [item for item in items if item["roles"] == ["actor"]]
    assert [item["values"]["action"] for item in deeds] == ["directory:person:added"]
    assert {item["table"] for item in items} >= {"access.Account", "audit.Entry"}


def test_the_customer_is_exported_with_all_its_people(ada: Person, tmp_path: Path) -> None:
    to = tmp_path / "office.zip"
    personal_data.export(to=to, tenant=True)
    assert f"people/{ada.owner}/person.json" in zipfile.ZipFile(to).namelist()


def test_an_export_is_in_the_trail(ada: Person, tmp_path: Path) -> None:
    personal_data.export("2001", to=tmp_path / "ada.zip")
    assert Entry.objects.get(action="dataprotection:person:exported").owner == ada.owner


def test_two_people_are_listed_and_none_is_exported(
    ada: Person, tmp_path: Path, capsys: Said
) -> None:
    add_person(name="Ada Other", extension="2002")
    to = tmp_path / "ada.zip"
    with pytest.raises(typer.Exit):
        personal_data.export("Ada", to=to)
    said = capsys.readouterr().out
    assert "A. E. 2001" in said
    assert str(ada.owner) in said.replace("\n", "")
    assert not to.exists()


def test_nobody_is_nobody(office: Tenant, tmp_path: Path) -> None:
    to = tmp_path / "nobody.zip"
    for who, refusal in (("+49 30 999999", NobodyFound), ("", WhoIsMissing)):
        with pytest.raises(refusal):
            personal_data.export(who, to=to)
    assert not to.exists()


def test_it_is_encrypted_with_a_password_from_a_file(ada: Person, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse battery\n")
    to = tmp_path / "ada.zip.age"
    personal_data.export("2001", to=to, password=str(tmp_path / "password"))
    with to.open("rb") as file:
        assert subject_in(AgeReader(file, [Passphrase("correct horse battery")]).read())


def test_it_is_encrypted_to_a_key(ada: Person, tmp_path: Path) -> None:
    key = Identity.generate()
    to = tmp_path / "ada.zip.age"
    personal_data.export("2001", to=to, recipient=[str(key.recipient())])
    with to.open("rb") as file:
        assert subject_in(AgeReader(file, [key]).read())


def test_a_weak_password_and_a_wrong_key_are_refused(ada: Person, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("short\n")
    to = tmp_path / "ada.zip"
    with pytest.raises(PasswordTooShort):
        personal_data.export("2001", to=to, password=str(tmp_path / "password"))
    with pytest.raises(RecipientMalformed):
        personal_data.export("2001", to=to, recipient=["age1nonsense"])
    assert not to.exists()


def test_a_full_disk_leaves_nothing_behind(ada: Person, tmp_path: Path) -> None:
    """The kernel refuses to let a file grow, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    to = tmp_path / "ada.zip"
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            personal_data.export("2001", to=to)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_written_over(ada: Person, tmp_path: Path) -> None:
    to = tmp_path / "ada.zip"
    to.write_text("mine")
    with pytest.raises(FileExistsError):
        personal_data.export("2001", to=to)
    assert to.read_text() == "mine"
