"""Conversations in virtual time: the test speaks the telephone's part."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.features.voicemail import rules
from sotto.features.voicemail.rules import (
    ENDED,
    FAILED,
    Action,
    CheckPin,
    Conversation,
    Delete,
    Event,
    Inbox,
    Key,
    Listen,
    LookUp,
    MarkHeard,
    Opening,
    PinCheck,
    PinState,
    Play,
    PlayMessage,
    Record,
)

pytestmark = pytest.mark.rules

LIMIT = timedelta(minutes=3)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEW, OLD = uuid4(), uuid4()


class Telephone:
    """Leads a conversation; notes what it was asked to do. `answers` are used up in order."""

    def __init__(self, conversation: Conversation, *answers: Event) -> None:
        self.done: list[Action] = []
        event: Event | None = None
        waiting = list(answers)
        try:
            while True:
                self.done.append(conversation.send(event))
                event = waiting.pop(0) if waiting else ENDED
        except StopIteration:
            self.unused = waiting

    @property
    def said(self) -> list[str]:
        return [prompt for each in self.done if isinstance(each, Play) for prompt in each.prompts]


def keyed(digits: str) -> list[Event]:
    """How keys are heard: the first interrupts the prompt, the others are listened for."""
    return [Key(digit) for digit in digits]


RIGHT_PIN = [*keyed("204060#"), PinCheck.RIGHT]


def retrieve(*answers: Event, inbox: Inbox) -> Telephone:
    return Telephone(rules.retrieval(), *RIGHT_PIN, inbox, ENDED, *answers)


def test_a_caller_is_greeted_hears_the_beep_and_is_recorded() -> None:
    call = Telephone(rules.deposit(Opening.READY, limit=LIMIT))
    assert call.done[:3] == [Play(("greeting",), "#"), Play(("beep",), ""), Record(LIMIT)]
    assert call.said[-2:] == ["message-stored", "goodbye"]


def test_a_disk_that_fills_up_while_recording_is_said_so() -> None:
    call = Telephone(rules.deposit(Opening.READY, limit=LIMIT), ENDED, ENDED, FAILED)
    assert call.said[-1] == "cannot-store"


@pytest.mark.parametrize(
    ("opening", "prompt"),
    [
        (Opening.FULL, "mailbox-full"),
        (Opening.NO_ROOM, "mailbox-closed"),
        (Opening.UNAVAILABLE, "try-later"),
    ],
)
def test_nothing_is_recorded_when_no_message_can_be_taken(opening: Opening, prompt: str) -> None:
    call = Telephone(rules.deposit(opening, limit=LIMIT))
    assert call.said == [prompt, "goodbye"]
    assert not [each for each in call.done if isinstance(each, Record)]


def test_the_owner_hears_new_messages_before_old_ones() -> None:
    call = retrieve(
        ENDED, ENDED, Key("2"), ENDED, ENDED, Key("2"), inbox=Inbox(new=(NEW,), old=(OLD,))
    )
    assert [each for each in call.done if isinstance(each, PlayMessage)] == [
        PlayMessage(NEW),
        PlayMessage(OLD),
    ]
    assert call.said[-2:] == ["no-more-messages", "goodbye"]


def test_hearing_a_message_marks_it() -> None:
    call = retrieve(ENDED, ENDED, Key("2"), inbox=Inbox(new=(NEW,), old=()))
    assert MarkHeard(NEW) in call.done


def test_a_message_is_repeated_as_often_as_wanted() -> None:
    again: list[Event] = [ENDED, Key("1")]
    call = retrieve(
        ENDED, ENDED, Key("1"), *again, *again, ENDED, Key("2"), inbox=Inbox(new=(NEW,), old=())
    )
    assert call.done.count(PlayMessage(NEW)) == 4
    assert call.done.count(MarkHeard(NEW)) == 1


def test_a_message_is_deleted_even_before_it_was_heard_out() -> None:
    call = retrieve(Key("3"), inbox=Inbox(new=(NEW,), old=()))
    assert Delete(NEW) in call.done
    assert "message-deleted" in call.said


def test_the_star_leaves() -> None:
    call = retrieve(Key("*"), inbox=Inbox(new=(NEW,), old=(OLD,)))
    assert PlayMessage(OLD) not in call.done
    assert call.said[-1] == "goodbye"


def test_an_owner_who_says_nothing_is_not_kept_for_ever() -> None:
    call = retrieve(inbox=Inbox(new=(NEW,), old=(OLD,)))
    assert call.said.count("message-menu") == 3
    assert call.said[-1] == "goodbye"


def test_a_message_that_was_erased_meanwhile_is_passed_over() -> None:
    call = retrieve(FAILED, inbox=Inbox(new=(NEW,), old=(OLD,)))
    assert "message-gone" in call.said
    assert PlayMessage(OLD) in call.done


def test_three_wrong_pins_end_the_call_before_anything_is_looked_up() -> None:
    wrong = [*keyed("111111#"), PinCheck.WRONG, ENDED]
    call = Telephone(rules.retrieval(), *wrong * 3)
    assert call.said == ["enter-pin", "wrong-pin"] * 3 + ["goodbye"]
    assert LookUp() not in call.done


@pytest.mark.parametrize(
    ("checked", "prompt"),
    [
        (PinCheck.LOCKED, "mailbox-locked"),
        (PinCheck.UNSET, "no-pin-set"),
        (FAILED, "try-later"),
    ],
)
def test_a_mailbox_that_cannot_be_opened_says_why(checked: Event, prompt: str) -> None:
    call = Telephone(rules.retrieval(), *keyed("204060#"), checked)
    assert call.said == ["enter-pin", prompt, "goodbye"]


def test_digits_are_taken_up_to_a_pause() -> None:
    call = Telephone(rules.retrieval(), ENDED, Key("2"), Key("0"), ENDED)
    assert call.done[1:5] == [Listen(), Listen(), Listen(), CheckPin("20")]


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        (0, 0, ("no-messages",)),
        (1, 0, ("you-have", "number-1", "new-message", "and", "number-0", "old-messages")),
        (21, 2, ("you-have", "more-than-20", "new-messages", "and", "number-2", "old-messages")),
    ],
)
def test_messages_are_counted_aloud(new: int, old: int, said: tuple[str, ...]) -> None:
    assert rules.announcement(new, old) == said


@given(st.lists(st.one_of(st.sampled_from([ENDED, FAILED]), st.builds(Key, st.text(max_size=1)))))
def test_every_conversation_ends_whatever_is_answered(answers: list[Event]) -> None:
    for conversation in (rules.deposit(Opening.READY, limit=LIMIT), rules.retrieval()):
        Telephone(conversation, *answers)


@given(st.text(max_size=14))
def test_a_pin_is_six_to_twelve_digits(pin: str) -> None:
    assert not rules.is_acceptable_pin(pin) or (6 <= len(pin) <= 12 and pin.isdigit())


@pytest.mark.parametrize("pin", ["111111", "123456", "987654", "12345", "1234567890123", "12a456"])
def test_a_pin_that_anybody_would_try_is_refused(pin: str) -> None:
    assert not rules.is_acceptable_pin(pin)


def test_the_fifteenth_wrong_pin_locks_for_ten_minutes() -> None:
    state = PinState(0, None)
    for _ in range(15):
        assert not rules.is_locked(state.locked_until, now=NOON)
        state = rules.after_pin(state, was_right=False, now=NOON)
    assert rules.is_locked(state.locked_until, now=NOON + timedelta(minutes=9))
    assert not rules.is_locked(state.locked_until, now=NOON + timedelta(minutes=10))


def test_a_right_pin_forgets_the_wrong_ones() -> None:
    assert rules.after_pin(PinState(14, None), was_right=True, now=NOON) == PinState(0, None)


def test_a_click_is_no_message() -> None:
    assert not rules.is_worth_keeping(timedelta(milliseconds=480))
    assert rules.is_worth_keeping(timedelta(milliseconds=500))
