"""Batches are acknowledged when they are stored, and only then."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sotto.processes.call_events import EventServer, NotNow, Unacceptable

pytestmark = pytest.mark.rules


class Store:
    """Stores what it is given, unless it is away; 0 can't be stored."""

    def __init__(self) -> None:
        self.stored: list[Any] = []
        self.is_away = False

    def record(self, batch: list[Any]) -> None:
        if self.is_away:
            raise NotNow
        if 0 in batch or None in batch:
            raise Unacceptable
        self.stored.extend(batch)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.sock"


@pytest.fixture
def server(path: Path, store: Store) -> Iterator[EventServer]:
    with EventServer(path, store.record, {"root"}) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def hand_over(path: Path, *lines: bytes) -> bytes:
    """What comes back until the other side hangs up."""
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(str(path))
        for line in lines:
            end.sendall(line + b"\n")
        end.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: end.recv(100), b""))


def test_a_batch_is_stored_then_acknowledged(server: EventServer, path: Path, store: Store) -> None:
    assert hand_over(path, json.dumps([1, 2]).encode(), b"[3]") == b"ok\nok\n"
    assert store.stored == [1, 2, 3]


def test_what_cannot_be_stored_now_is_not_acknowledged(
    server: EventServer, path: Path, store: Store
) -> None:
    store.is_away = True
    assert hand_over(path, b"[1]") == b""
    store.is_away = False
    assert hand_over(path, b"[1]") == b"ok\n"
    assert store.stored == [1]


def test_what_can_never_be_stored_does_not_hold_up_the_rest(
    server: EventServer, path: Path, store: Store
) -> None:
    assert hand_over(path, b"[1, 0, 2]", b"no json", b"{}") == b"ok\nok\nok\n"
    assert store.stored == [1, 2]


def test_a_stranger_is_not_served(path: Path, store: Store) -> None:
    with EventServer(path, store.record, {"kamailio"}) as server:
        threading.Thread(target=server.handle_request).start()
        assert hand_over(path) == b""
    assert store.stored == []
