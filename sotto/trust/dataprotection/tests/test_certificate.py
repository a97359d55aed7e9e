"""The certificate: signed, proven, and checked by anybody on a machine without Sotto (PBX-70)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sotto.features.directory.models import Person
from sotto.features.directory.services import add_person
from sotto.features.voicemail.models import Mailbox
from sotto.features.voicemail.tests.conftest import leave
from sotto.lib.signed_json import NotGenuine
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.sealed_file import path_of
from sotto.trust.audit.services import integrate
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.rules import State
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services import (
    NotCertifiedYet,
    advance_erasure,
    approve_erasure,
    ask_erasure,
    certificate_of,
    certificate_text_of,
    commit_identity,
    erase_subject,
)
from sotto.trust.recipients.queries import notices_of
from sotto.trust.recipients.rules import Answer, Channel
from sotto.trust.recipients.services import note_answer, record_transfer
from sotto.trust.recipients.tests.conftest import add as add_a_recipient
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room

HOME = Path(__file__).resolve().parents[4]
IDENTITY = "extension 2001, identity card seen"


@pytest.fixture
def ada(office: Tenant) -> Person:
    return add_person(name="Ada Example", extension="2001", email="ada@example.org")


def two_epochs_on(tenant: Tenant, entry: Erasure) -> Erasure:
    keyring().rotate(actor="system")
    keyring().rotate(actor="system")
    advance_erasure(tenant.pk, entry.pk)
    integrate(tenant.pk)
    return advance_erasure(tenant.pk, entry.pk)


@pytest.fixture
def receipt(office: Tenant, ada: Person) -> str:
    """Of Ada, who is erased and certified."""
    entry = ask_erasure(office.pk, ada.owner)
    receipt = commit_identity(entry, IDENTITY)
    approve_erasure(entry)
    two_epochs_on(office, advance_erasure(office.pk, entry.pk))
    return receipt


@pytest.fixture
def text(receipt: str) -> str:
    return certificate_text_of(Erasure.objects.get())


@pytest.fixture
def key() -> bytes:
    return keyring().public_key("certificate")


def verify(folder: Path, text: str | bytes, *options: str) -> "subprocess.CompletedProcess[str]":
    """In an empty environment, from a folder that has nothing but the certificate."""
    raw = text.encode() if isinstance(text, str) else text
    (folder / "certificate.json").write_bytes(raw)
    return subprocess.run(
        [sys.executable, "-m", "sotto.processes.cli", "verify", "certificate.json", *options],
        env={"PYTHONPATH": str(HOME), "PATH": os.defpath},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def key_file(folder: Path, key: bytes) -> str:
    (folder / "key").write_text(key.hex() + "\n")
    return "key"


def test_there_is_no_certificate_before_two_epochs_have_passed(office: Tenant, ada: Person) -> None:
    entry = erase_subject(office.pk, ada.owner)
    with pytest.raises(NotCertifiedYet):
        certificate_of(entry)


def test_once_certified_it_says_what_was_done_and_nothing_of_the_person(
    ada: Person, text: str
) -> None:
    body = form.open_(text.encode()).model_dump(mode="json")
    entry = Erasure.objects.get()
    assert queries.state_of_erasure(entry) is State.CERTIFIED
    assert body["subject"] == str(ada.owner)
    assert body["complete"] is True
    assert next(one["step"] for one in body["steps"]) == "asked"
    assert {
        "table": "directory.Person",
        "title": "People",
        "deed": "rows deleted",
        "count": 1,
    } in (body["counts"])
    assert body["epochs"]["passed_in"] == body["epochs"]["destroyed_in"] + 2
    assert "Ada" not in text
    assert "2001" not in json.dumps({**body, "audit": None, "issued_at": "", "steps": []})


def test_it_follows_its_schema(text: str) -> None:
    schema = form.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(text), schema, format_checker=jsonschema.FormatChecker())


def test_the_keyring_s_key_opens_it_and_another_does_not(text: str, key: bytes) -> None:
    assert form.open_(text.encode(), key=key).complete
    foreign = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(NotGenuine, match="another key"):
        form.open_(text.encode(), key=foreign)


def test_one_that_somebody_signed_anew_is_refused_by_our_key(text: str, key: bytes) -> None:
    forger = Ed25519PrivateKey.generate()
    body = form.open_(text.encode())
    forged = form.sign(
        body.model_copy(update={"counts": []}),
        public=forger.public_key().public_bytes_raw(),
        signer=forger.sign,
    )
    assert form.open_(forged.encode()).counts == []  # In itself it is sound, so give --key.
    with pytest.raises(NotGenuine):
        form.open_(forged.encode(), key=key)


def test_a_byte_that_was_altered_anywhere_is_found(text: str, key: bytes) -> None:
    raw = text.encode()
    unseen = []
    for place in range(len(raw)):
        altered = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        try:
            form.open_(altered, key=key)
        except NotGenuine:
            continue
        unseen.append(place)
    assert unseen == []


@pytest.mark.parametrize("cut", [1, 10, 500])
def test_one_that_was_cut_off_is_refused(text: str, cut: int) -> None:
    with pytest.raises(NotGenuine):
        form.open_(text.encode()[:-cut])


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format":"other"}']
)
def test_what_is_no_certificate_is_refused(raw: bytes) -> None:
    with pytest.raises(NotGenuine):
        form.open_(raw)


def test_spaces_and_another_order_count_as_altered(text: str) -> None:
    pretty = json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    with pytest.raises(NotGenuine):
        form.open_(pretty.encode())


def test_the_proof_of_somebody_else_s_erasure_does_not_do(
    office: Tenant, text: str, key: bytes
) -> None:
    bob = add_person(name="Bob Example", extension="2002")
    other = two_epochs_on(office, erase_subject(office.pk, bob.owner))
    mine, theirs = form.open_(text.encode()), form.open_(certificate_text_of(other).encode())
    swapped = form.sign(
        mine.model_copy(update={"audit": theirs.audit}),
        public=key,
        signer=lambda told: keyring().sign("certificate", told),
    )
    with pytest.raises(NotGenuine, match="something else"):
        form.open_(swapped.encode(), key=key)


def test_the_receipt_proves_that_it_is_about_this_person(text: str, receipt: str) -> None:
    body = form.open_(text.encode())
    assert form.is_about(body, receipt=receipt, identified_as=IDENTITY)
    assert not form.is_about(body, receipt=receipt, identified_as="extension 2002")
    assert not form.is_about(body, receipt="00" * 32, identified_as=IDENTITY)
    assert not form.is_about(body, receipt="nonsense", identified_as=IDENTITY)


def test_what_remains_is_in_it_and_once_it_has_gone_a_further_one_is_issued(
    office: Tenant, ada: Person, tmp_path: Path
) -> None:
    message = leave(Mailbox.objects.get(person=ada))
    assert message is not None
    path = path_of(office.pk, message.audio)
    path.unlink()
    path.mkdir()  # Nobody can unlink a folder, whatever rights they have.
    entry = two_epochs_on(office, erase_subject(office.pk, ada.owner))
    told = verify(tmp_path, certificate_text_of(entry))
    assert told.returncode == 4
    assert "INCOMPLETE" in told.stdout
    assert path.name in told.stdout
    path.rmdir()
    assert advance_erasure(office.pk, entry.pk).certified_at is not None
    assert verify(tmp_path, certificate_text_of(entry)).returncode == 0
    assert [one.is_complete for one in entry.certificates.all()] == [True, False]


@pytest.mark.parametrize("answers", [(Answer.REFUSED, Answer.DONE), (Answer.NOTHING_KEPT,)])
def test_a_recipient_who_refuses_remains_until_it_says_otherwise(
    office: Tenant, ada: Person, answers: tuple[Answer, ...]
) -> None:
    record_transfer(add_a_recipient(Channel.MANUAL, name="The works council").pk, ada.owner)
    entry = erase_subject(office.pk, ada.owner)
    [notice] = notices_of(ada.owner)
    for answer in answers:
        note_answer(notice.pk, answer)
        entry.refresh_from_db()
        remains = [(one["step"], one["why"]) for one in entry.remains]
        assert remains == [("told", "refused")] * (answer is Answer.REFUSED)
    certified = two_epochs_on(office, entry)
    [told] = certificate_of(certified)["body"]["recipients"]
    assert (told["recipient"], told["state"]) == ("The works council", answers[-1].value)
    assert certified.certified_at is not None


def test_it_is_verified_offline_in_an_empty_environment(
    text: str, key: bytes, receipt: str, tmp_path: Path
) -> None:
    options = ("--key", key_file(tmp_path, key), "--receipt", receipt, "--identified-as", IDENTITY)
    told = verify(tmp_path, text, *options)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("GENUINE.")
    assert "Signed by the key given." in told.stdout
    assert "It is about the person with this receipt." in told.stdout


def test_offline_it_says_so_in_json_too(text: str, tmp_path: Path) -> None:
    told = verify(tmp_path, text, "--json")
    shown: dict[str, Any] = json.loads(told.stdout)
    assert told.returncode == 0
    assert (shown["genuine"], shown["complete"], shown["key_is_the_one_given"]) == (
        True,
        True,
        False,
    )


def test_offline_a_forger_s_words_can_not_pass_for_the_verifier_s(
    text: str, tmp_path: Path
) -> None:
    forger, body = Ed25519PrivateKey.generate(), form.open_(text.encode())
    tenant = body.tenant.model_copy(update={"name": "X\nSigned by the key given.\x1b[8m"})
    body = body.model_copy(update={"tenant": tenant})
    public = forger.public_key().public_bytes_raw()
    told = verify(tmp_path, form.sign(body, public=public, signer=forger.sign)).stdout
    assert ("\nSigned by the key given." in told, "\x1b" in told) == (False, False)
    assert "\nWhose key signed it is not checked" in told


def test_offline_an_altered_one_a_foreign_key_and_a_wrong_receipt_are_refused(
    text: str, tmp_path: Path
) -> None:
    foreign = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert verify(tmp_path, text.replace("rows deleted", "rows kept")).returncode == 1
    refused = verify(tmp_path, text, "--key", key_file(tmp_path, foreign))
    assert (refused.returncode, refused.stdout[:12]) == (1, "NOT GENUINE.")
    assert verify(tmp_path, text, "--receipt", "00" * 32).returncode == 1
    assert verify(tmp_path, text, "--key", "missing").returncode == 1
    assert verify(tmp_path, text, "--nonsense").returncode == 2


def test_a_checkpoint_kept_elsewhere_has_to_agree(text: str, tmp_path: Path) -> None:
    body = form.open_(text.encode())
    assert body.audit is not None
    (tmp_path / "checkpoint").write_text(body.audit["checkpoint"])
    told = verify(tmp_path, text, "--checkpoint", "checkpoint")
    assert (told.returncode, "of the same tree" in told.stdout) == (0, True)
    (tmp_path / "checkpoint").write_text("nonsense")
    assert verify(tmp_path, text, "--checkpoint", "checkpoint").returncode == 1
