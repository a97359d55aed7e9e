"""What an entry may say, and where its detail lies."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from sotto.trust.audit.models import Entry
from sotto.trust.audit.rules import DETAIL_BYTES
from sotto.trust.audit.rules.leaf import Leaf, LeafDamaged
from sotto.trust.audit.services import Deed, record, record_all
from sotto.trust.audit.services.leaves import leaf_of
from sotto.trust.tenants.models import Tenant

pytestmark = pytest.mark.room


def test_a_detail_is_sealed_under_its_subject(office: Tenant) -> None:
    record("room:thing:done", subject=uuid4(), detail={"said": "marker-ada"})
    entry = Entry.objects.get()
    assert entry.about_owner["detail"] == {"said": "marker-ada"}
    assert entry.facts.erased
    assert "marker-ada" not in _raw()


def test_a_detail_about_nobody_is_sealed_under_its_period(office: Tenant) -> None:
    record("room:thing:done", detail={"count": 3})
    entry = Entry.objects.get()
    assert entry.facts["detail"] == {"count": 3}
    assert '"count"' not in _raw()


def test_many_entries_keep_their_order(office: Tenant) -> None:
    ids = [uuid4() for _ in range(50)]
    record_all([Deed("room:thing:done", object_id=one) for one in ids])
    assert [one.object_id for one in Entry.objects.order_by("sequence")] == ids


def test_nothing_recorded_is_nothing(office: Tenant) -> None:
    record_all([])
    assert not Entry.objects.exists()


def test_a_detail_that_is_too_long_is_refused(office: Tenant) -> None:
    with pytest.raises(ValueError, match="too long"):
        record("room:thing:done", detail={"said": "x" * DETAIL_BYTES})


def test_free_text_is_no_action(office: Tenant) -> None:
    with pytest.raises(ValueError, match="room:thing:deed"):
        record("Ada Example called")


def test_a_leaf_comes_back_from_its_bytes(office: Tenant) -> None:
    record("room:thing:done", subject=uuid4(), object_id=uuid4(), detail={"a": 1})
    leaf = leaf_of(Entry.objects.get())
    assert Leaf.from_bytes(leaf.to_bytes()) == leaf
    assert leaf.detail is not None


@given(st.text(max_size=40), st.binary(max_size=99) | st.none(), st.datetimes())
def test_a_leaf_is_the_json_that_any_encoder_writes(
    text: str, detail: bytes | None, at: datetime
) -> None:
    made = Leaf(
        UUID(int=1),
        UUID(int=2),
        7,
        at.replace(tzinfo=UTC),
        text,
        None,
        text,
        None,
        text,
        text,
        detail,
    ).to_bytes()
    told = json.loads(made)
    assert json.dumps(told, sort_keys=True, separators=(",", ":")).encode() == made
    assert (told["actor"], told["action"]) == (text, text)
    assert Leaf.from_bytes(made).detail == detail


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"[]", b'{"id": 3}', b"[" * 60_000])
def test_other_bytes_are_no_leaf(spoilt: bytes) -> None:
    with pytest.raises(LeafDamaged):
        Leaf.from_bytes(spoilt)


def test_a_leaf_in_another_spelling_is_none(office: Tenant) -> None:
    record("room:thing:done")
    raw = leaf_of(Entry.objects.get()).to_bytes()
    with pytest.raises(LeafDamaged):
        Leaf.from_bytes(raw.replace(b":1,", b": 1,"))
    with pytest.raises(LeafDamaged):
        Leaf.from_bytes(raw[:-1] + b',"more":1}')


def _raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text, encode(about_owner, 'escape') FROM audit_entry t")
        return str(cursor.fetchall())
