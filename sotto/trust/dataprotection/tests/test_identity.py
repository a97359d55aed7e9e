"""A code that was repeated rightly shows whose number it is; nothing else does."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from sotto.features.directory.services import find_other_party
from sotto.trust.audit.models import Entry
from sotto.trust.dataprotection.models import IdentityCode
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.dataprotection.services.identity import (
    LIVES,
    MOST_ATTEMPTS,
    Answer,
    SpokenCode,
    answer_code,
    begin_code,
    is_confirmed,
)
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room
NOW = datetime.now(UTC)


@pytest.fixture
def stranger(office: Tenant) -> UUID:
    met = find_other_party(number="+49 30 123456")
    assert met is not None
    return met


@pytest.fixture
def code(stranger: UUID) -> SpokenCode:
    return begin_code(stranger, now=NOW)


def wrong(code: SpokenCode) -> str:
    return f"{(int(code.digits.replace(' ', '')) + 1) % 10**8:08}"


def test_the_code_as_it_was_spoken_confirms_the_number(code: SpokenCode, stranger: UUID) -> None:
    assert not is_confirmed(code.id, subject=stranger)
    assert answer_code(code.id, code.digits, now=NOW) is Answer.CONFIRMED
    assert is_confirmed(code.id, subject=stranger)


def test_it_confirms_nobody_else(code: SpokenCode) -> None:
    answer_code(code.id, code.digits, now=NOW)
    assert not is_confirmed(code.id, subject=uuid4())


def test_a_wrong_code_confirms_nothing_and_is_in_the_trail(
    code: SpokenCode, stranger: UUID
) -> None:
    assert answer_code(code.id, wrong(code), now=NOW) is Answer.WRONG
    assert not is_confirmed(code.id, subject=stranger)
    refused = Entry.objects.get(action="dataprotection:identity:answered")
    assert (refused.decision, refused.owner) == ("refused", stranger)


def test_after_five_wrong_answers_the_right_one_is_too_late(code: SpokenCode) -> None:
    answers = {answer_code(code.id, wrong(code), now=NOW) for _ in range(MOST_ATTEMPTS)}
    assert answers == {Answer.WRONG}
    assert answer_code(code.id, code.digits, now=NOW) is Answer.TOO_OFTEN


@pytest.mark.parametrize(
    ("later", "answer"),
    [(LIVES - timedelta(seconds=1), Answer.CONFIRMED), (LIVES, Answer.TOO_LATE)],
)
def test_a_code_lives_ten_minutes(code: SpokenCode, later: timedelta, answer: Answer) -> None:
    assert answer_code(code.id, code.digits, now=NOW + later) is answer


def test_a_code_is_good_once(code: SpokenCode) -> None:
    answer_code(code.id, code.digits, now=NOW)
    assert answer_code(code.id, code.digits, now=NOW) is Answer.TOO_LATE


def test_a_new_code_voids_the_old_one(code: SpokenCode, stranger: UUID) -> None:
    newer = begin_code(stranger, now=NOW)
    assert answer_code(code.id, code.digits, now=NOW) is Answer.TOO_LATE
    assert answer_code(newer.id, newer.digits, now=NOW) is Answer.CONFIRMED


def test_the_code_itself_is_nowhere(code: SpokenCode) -> None:
    stored = IdentityCode.objects.get().code_hash
    assert code.digits.replace(" ", "") not in stored + repr(code)
    assert stored.startswith("argon2")


@pytest.mark.parametrize("digits", ["", "x", "\u0661" * 8, "1" * 10_000])
def test_anything_else_is_merely_wrong(code: SpokenCode, digits: str) -> None:
    assert answer_code(code.id, digits, now=NOW) is Answer.WRONG


def test_another_tenant_can_not_answer(code: SpokenCode, hotel: Tenant) -> None:
    with within(hotel.pk):
        assert answer_code(code.id, code.digits, now=NOW) is Answer.TOO_LATE


def test_codes_go_with_their_person(office: Tenant, code: SpokenCode, stranger: UUID) -> None:
    erase_subject(office.pk, stranger)
    assert not IdentityCode.objects.exists()
