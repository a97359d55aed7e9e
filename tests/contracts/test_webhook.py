"""Webhooks arrive signed, over HTTPS that somebody vouches for, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sotto.engines import EngineUnavailable
from sotto.engines.webhook.client import (
    AddressRefused,
    Message,
    WebhookClient,
    WebhookRefused,
    new_secret,
    parts_of,
)
from sotto.engines.webhook.fake import FakeWebhooks
from sotto.engines.webhook.health import is_healthy
from tests.contracts.webhook_rigs import Receiver, receiving

pytestmark = pytest.mark.contract

MESSAGE = Message("n-1", 1_700_000_000, {"type": "data.erasure", "references": ["r-1"]})


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with receiving(tmp_path, new_secret()) as receiver:
        yield receiver


def test_a_message_arrives_signed(receiver: Receiver) -> None:
    answer = receiver.client().post(receiver.address, MESSAGE, secret=receiver.secret)
    assert (answer, receiver.taken, receiver.forged) == ({}, [MESSAGE.body], 0)


def test_the_fake_takes_the_same_message() -> None:
    fake = FakeWebhooks()
    address = "https://recipient.example/hooks"
    assert fake.post(address, MESSAGE, secret=new_secret()) == {}
    assert fake.told == [(address, MESSAGE)]


def test_what_the_receiver_answers_is_told(receiver: Receiver) -> None:
    receiver.answer = {"status": "done"}
    answer = receiver.client().post(receiver.address, MESSAGE, secret=receiver.secret)
    assert answer == {"status": "done"}


def test_another_secret_is_noticed_by_the_receiver(receiver: Receiver) -> None:
    receiver.client().post(receiver.address, MESSAGE, secret=new_secret())
    assert (receiver.taken, receiver.forged) == ([], 1)


def test_an_answer_nested_beyond_reason_says_nothing(receiver: Receiver) -> None:
    receiver.raw_answer = b"[" * 60_000
    assert receiver.client().post(receiver.address, MESSAGE, secret=receiver.secret) == {}


def test_a_receiver_that_trickles_its_answer_is_cut_off(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sotto.engines.webhook.client._WAIT_IN_ALL_S", 0.5)
    receiver.trickles = True
    with pytest.raises(EngineUnavailable):
        receiver.client().post(receiver.address, MESSAGE, secret=receiver.secret)


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_a_receiver_in_trouble_is_asked_again_later(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(EngineUnavailable):
        receiver.client().post(receiver.address, MESSAGE, secret=receiver.secret)


@pytest.mark.parametrize("status", [301, 400, 404, 410])
def test_a_receiver_that_will_never_take_it_is_not_asked_again(
    receiver: Receiver, status: int
) -> None:
    receiver.status = status
    with pytest.raises(WebhookRefused):
        receiver.client().post(receiver.address, MESSAGE, secret=receiver.secret)


def test_a_receiver_that_nobody_vouches_for_gets_nothing(receiver: Receiver) -> None:
    with pytest.raises(EngineUnavailable):
        WebhookClient().post(receiver.address, MESSAGE, secret=receiver.secret)
    assert not receiver.taken


@pytest.mark.parametrize(
    "address",
    [
        "http://recipient.example/",
        "https:///hooks",
        "https://user@recipient.example/",
        "https://recipient.example:99999/",
        "https://recipient.example/a b",
        "https://recipient.example/h\u00f6f",
        "https://recipient..example/",
        f"https://{'a' * 64}.example/",
        "https://recipient.example/\r\nHost: other",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_to_which_nothing_may_go_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        parts_of(address)


def test_a_receiver_that_takes_a_trial_is_healthy_and_one_that_does_not_is_not(
    receiver: Receiver,
) -> None:
    assert is_healthy(receiver.client(), receiver.address, secret=receiver.secret)
    assert receiver.taken == [{"type": "trial"}]
    receiver.status = 500
    assert not is_healthy(receiver.client(), receiver.address, secret=receiver.secret)
