"""rtpengine's control: the `ng` protocol, bencoded dictionaries over UDP with a cookie each."""

import socket
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.rtpengine import bencode

_LARGEST_ANSWER = 65_535


@dataclass(frozen=True, slots=True)
class Traffic:
    """RTP packets that rtpengine took in for a call, over both directions."""

    packets: int
    errors: int


class MediaRelay(Protocol):
    """Every call raises EngineUnavailable when the engine is away or refuses."""

    def ping(self) -> None:
        """Return when it answers."""

    def offer(self, *, call: str, from_tag: str, sdp: str, transport: str) -> str:
        """The description to show to the callee. transport: `RTP/SAVP` or `RTP/AVP`."""

    def answer(self, *, call: str, from_tag: str, to_tag: str, sdp: str) -> str:
        """The description to show to the caller."""

    def delete(self, *, call: str) -> None:
        """End the relaying; nothing happens when there is none."""

    def traffic(self, *, call: str) -> Traffic | None:
        """What was relayed so far; None when there is no such call."""

    def sessions(self) -> int:
        """How many calls are relayed now."""


class RtpengineClient(MediaRelay):
    def __init__(self, port: int, *, timeout_seconds: float = 1.0, attempts: int = 2) -> None:
        self._target = ("127.0.0.1", port)
        self._timeout = timeout_seconds
        self._attempts = attempts

    @override
    def ping(self) -> None:
        self._ask(command="ping")

    @override
    def offer(self, *, call: str, from_tag: str, sdp: str, transport: str) -> str:
        answer = self._ask(
            **{"command": "offer", "call-id": call, "from-tag": from_tag, "sdp": sdp},
            **{"transport-protocol": transport, "ICE": "remove", "DTLS": "off"},
            replace=["origin"],
        )
        return str(answer["sdp"])

    @override
    def answer(self, *, call: str, from_tag: str, to_tag: str, sdp: str) -> str:
        answer = self._ask(
            **{"command": "answer", "call-id": call, "from-tag": from_tag, "to-tag": to_tag},
            sdp=sdp,
            replace=["origin"],
        )
        return str(answer["sdp"])

    @override
    def delete(self, *, call: str) -> None:
        self._ask_or_none(**{"command": "delete", "call-id": call})

    @override
    def traffic(self, *, call: str) -> Traffic | None:
        found = self._ask_or_none(**{"command": "query", "call-id": call})
        if found is None:
            return None
        rtp = found["totals"]["RTP"]
        return Traffic(packets=int(rtp["packets"]), errors=int(rtp["errors"]))

    @override
    def sessions(self) -> int:
        return len(self._ask(command="list", limit="100000")["calls"])

    def _ask(self, **question: Any) -> dict[str, Any]:
        answer = self._ask_or_none(**question)
        if answer is None:
            raise EngineUnavailable("rtpengine")
        return answer

    def _ask_or_none(self, **question: Any) -> dict[str, Any] | None:
        """None when the engine says that it does not know the call."""
        answer = self._exchange(question)
        if answer.get("result") in {"ok", "pong"} and "warning" not in answer:
            return answer
        if "Unknown call-id" in answer.get("error-reason", answer.get("warning", "")):
            return None
        if answer.get("result") == "ok":
            return answer
        raise EngineUnavailable("rtpengine")

    def _exchange(self, question: dict[str, Any]) -> dict[str, Any]:
        """Ask again with the same cookie when no answer came: rtpengine repeats its answer."""
        cookie = uuid4().hex.encode()
        message = cookie + b" " + bencode.encode(question)
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
                end.settimeout(self._timeout)
                end.connect(self._target)
                return self._attempt(end, cookie, message)
        except (OSError, bencode.Malformed):
            raise EngineUnavailable("rtpengine") from None

    def _attempt(self, end: socket.socket, cookie: bytes, message: bytes) -> dict[str, Any]:
        for _ in range(self._attempts):
            end.send(message)
            try:
                got, _, body = end.recv(_LARGEST_ANSWER).partition(b" ")
            except TimeoutError:
                continue
            answer = bencode.decode(body) if got == cookie else None
            if isinstance(answer, dict):
                return answer
        raise EngineUnavailable("rtpengine")
