"""The media relay in memory, for the tests of rooms."""

from typing_extensions import override

from sotto.engines import EngineUnavailable
from sotto.engines.rtpengine.client import MediaRelay, Traffic


class FakeRtpengine(MediaRelay):
    """Descriptions come back with its own address and the transport that was asked for."""

    def __init__(self) -> None:
        self.is_away = False
        self.calls: dict[str, str] = {}

    @override
    def ping(self) -> None:
        if self.is_away:
            raise EngineUnavailable("rtpengine")

    @override
    def offer(self, *, call: str, from_tag: str, sdp: str, transport: str) -> str:
        self.ping()
        if "m=audio" not in sdp:
            raise EngineUnavailable("rtpengine")
        self.calls[call] = "RTP/SAVP" if "RTP/SAVP" in sdp else "RTP/AVP"
        return _description(transport)

    @override
    def answer(self, *, call: str, from_tag: str, to_tag: str, sdp: str) -> str:
        self.ping()
        if call not in self.calls:
            raise EngineUnavailable("rtpengine")
        return _description(self.calls[call])

    @override
    def delete(self, *, call: str) -> None:
        self.ping()
        self.calls.pop(call, None)

    @override
    def traffic(self, *, call: str) -> Traffic | None:
        self.ping()
        return Traffic(packets=0, errors=0) if call in self.calls else None

    @override
    def sessions(self) -> int:
        self.ping()
        return len(self.calls)


def _description(transport: str) -> str:
    crypto = f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n"
    return (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio 30000 {transport} 0\r\n" + (crypto if transport == "RTP/SAVP" else "")
    )
