"""Small programs in the places of the services, that answer as those do when they are well."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from sotto.engines.rtpengine import bencode

_LARGEST = 65_535
Answer = Callable[[bytes], bytes]


def _uptime(question: bytes) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "result": {}, "id": json.loads(question)["id"]}).encode()


def _pong(question: bytes) -> bytes:
    return question.split(b" ")[0] + b" " + bencode.encode({"result": "pong"})


def _ok(_: bytes) -> bytes:
    return b"SIP/2.0 200 OK\r\n\r\n"


@contextmanager
def neighbours(folder: Path, *, away: str = "") -> Iterator[None]:
    """All of them but one, and settings that name them."""
    with ExitStack() as all_:
        ports = {}
        for name, answer in (("rtpengine", _pong), ("media", _ok)):
            end = all_.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            end.bind(("127.0.0.1", 0))
            ports[name] = end.getsockname()[1]
            _serve(end, answer, stays=name != away, until=all_)
        control = all_.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        control.bind(str(folder / "kamailio"))
        _serve(control, _uptime, stays=away != "kamailio", until=all_)
        for name in ("call_events", "inspector", "keyring"):
            door = all_.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            door.bind(str(folder / name))
            _listen(door, stays=name != away)
        pages = all_.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        pages.bind(("127.0.0.1", 0))
        ports["web"] = pages.getsockname()[1]
        _listen(pages, stays=away != "web")
        all_.enter_context(_named(folder, ports))
        yield


def _serve(end: socket.socket, answer: Answer, *, stays: bool, until: ExitStack) -> None:
    if not stays:
        return
    ended = threading.Event()
    end.settimeout(0.05)

    def serve() -> None:
        while not ended.is_set():
            try:
                question, back = end.recvfrom(_LARGEST)
            except TimeoutError:
                continue
            end.sendto(answer(question), back)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    until.callback(thread.join)
    until.callback(ended.set)


def _listen(door: socket.socket, *, stays: bool) -> None:
    if stays:
        door.listen()


def _named(folder: Path, ports: dict[str, int]) -> override_settings:
    named = {
        "rtpengine_control": ports["rtpengine"],
        "media_sip": ports["media"],
        "web": ports["web"],
    }
    changed = {
        "ports": settings.SOTTO.ports.model_copy(update=named),
        "kamailio_control": folder / "kamailio",
        **{f"{name}_socket": folder / name for name in ("call_events", "inspector", "keyring")},
    }
    return override_settings(SOTTO=settings.SOTTO.model_copy(update=changed))
