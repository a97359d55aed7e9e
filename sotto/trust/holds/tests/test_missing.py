"""What a hold can't keep, since its key or its file was gone before: it says so, to everybody."""

import io
import json
import zipfile

import pytest

from sotto.features.directory.models import Person
from sotto.features.voicemail.models import Message
from sotto.personal_data.keys import keyring
from sotto.personal_data.sealed_file import path_of
from sotto.trust.audit.models import Entry
from sotto.trust.holds import services
from sotto.trust.holds.models import Hold
from sotto.trust.holds.tests.test_holds import COUNSEL, by, standing
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


def test_a_hold_says_what_it_could_not_keep(office: Tenant, ada: Person) -> None:
    message = Message.objects.get()
    keyring().set_tombstone(office.pk, message.caller, actor="test")
    keyring().destroy(office.pk, message.caller, actor="test")
    hold = standing(ada)
    assert Hold.objects.get().missing == {"voicemail.Message": 2}  # The caller's name, the audio.
    assert Entry.objects.filter(action="holds:hold:incomplete", object_id=hold.pk).exists()
    [deed] = [one for one in keyring().log() if one["object"] == str(hold.pk)]
    kept, wanted = str(deed["detail"]).split(" of ")
    assert int(kept) == int(wanted) - 2  # Its own, and that of both.


def test_a_hold_says_which_file_was_gone_before_it(office: Tenant, ada: Person) -> None:
    path_of(office.pk, Message.objects.get().audio).unlink()
    assert standing(ada).missing == {"voicemail.Message": 1}
    raw = io.BytesIO()
    with by(COUNSEL):
        services.write_evidence(Hold.objects.get(), to=raw)
    with zipfile.ZipFile(raw) as archive:
        assert json.loads(archive.read("evidence.json"))["not_kept"] == {"voicemail.Message": 1}


def test_a_hold_that_keeps_all_says_nothing(ada: Person) -> None:
    assert standing(ada).missing == {}
    assert not Entry.objects.filter(action="holds:hold:incomplete").exists()
