"""The document's JSON is signed: whoever has the file can check it, on any machine (PBX-82)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.urls import reverse

from sotto.lib import signed_json
from sotto.lib.signed_json import NotGenuine
from sotto.personal_data.keys import keyring
from sotto.trust.document.rules import signed
from sotto.trust.document.services import check_system, check_tenant, document_of
from sotto.trust.tenants.models import Tenant
from tests.browsers import administrator

pytestmark = pytest.mark.room

HOME = Path(__file__).resolve().parents[4]


@pytest.fixture
def raw(office: Tenant) -> bytes:
    check_system()
    check_tenant()
    return document_of().signed().encode()


def verify(folder: Path, raw: bytes, *options: str) -> "subprocess.CompletedProcess[str]":
    """In an empty environment, from a folder that has nothing but the file."""
    (folder / "document.json").write_bytes(raw)
    return subprocess.run(
        [sys.executable, "-m", "sotto.processes.cli", "verify", "document.json", *options],
        env={"PYTHONPATH": str(HOME), "PATH": os.defpath},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_checked_without_settings_and_says_whose_it_is(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(keyring().public_key("document").hex())
    done = verify(tmp_path, raw, "--key", "key")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "GENUINE" in done.stdout
    assert "Office (office.example)" in done.stdout
    assert "Signed by the key given." in done.stdout


def test_without_a_key_it_says_that_nobody_vouches_for_the_key(raw: bytes, tmp_path: Path) -> None:
    done = verify(tmp_path, raw, "--json")
    told = json.loads(done.stdout)
    assert (told["genuine"], told["key_is_the_one_given"]) == (True, False)
    assert told["key_fingerprint"] == signed_json.fingerprint(raw)


@pytest.mark.parametrize("kind", ["checkpoint", "certificate"])
def test_another_key_of_the_same_keyring_is_refused(raw: bytes, tmp_path: Path, kind: str) -> None:
    (tmp_path / "key").write_text(keyring().public_key(kind).hex())  # type: ignore[arg-type]
    done = verify(tmp_path, raw, "--key", "key")
    assert done.returncode == 1
    assert "another key" in done.stdout


def test_a_byte_that_was_altered_anywhere_is_found(raw: bytes) -> None:
    """Here, there and at both ends; each byte of a small file in `sotto/lib/tests`."""
    end = len(raw)
    for place in {*range(100), *range(100, end, end // 200), *range(end - 200, end)}:
        with pytest.raises(NotGenuine):
            signed.open_(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])


def test_what_is_cut_lengthened_or_written_otherwise_is_refused(raw: bytes) -> None:
    spaced = json.dumps(json.loads(raw)).encode() + b"\n"
    for other in (b"", b"null", b"[]", raw[:-1], raw + b"\n", raw[: len(raw) // 2], spaced):
        with pytest.raises(NotGenuine):
            signed.open_(other)


def test_a_line_made_green_and_signed_anew_is_refused_by_our_key(raw: bytes) -> None:
    body = signed.open_(raw)
    body["lines"][0]["verdict"] = "holds"
    forger = Ed25519PrivateKey.generate()
    forged = signed_json.sign(
        body, form=signed.FORMAT, public=forger.public_key().public_bytes_raw(), signer=forger.sign
    ).encode()
    assert signed.open_(forged) == body
    with pytest.raises(NotGenuine, match="another key"):
        signed.open_(forged, key=keyring().public_key("document"))


def test_what_only_certificates_have_is_refused(raw: bytes, tmp_path: Path) -> None:
    assert verify(tmp_path, raw, "--receipt", "00").returncode == 2


def test_the_page_gives_the_signed_file(office: Tenant) -> None:
    file = administrator().get(reverse("document:json")).content
    assert signed.open_(file, key=keyring().public_key("document"))["domain"] == "office.example"
