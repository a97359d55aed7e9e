"""The media application's own agent beside a private edge, and what a hidden caller is known by."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sotto.engines.sip_agent.client import SippyAgent
from sotto.engines.sip_agent.config import SipAgentConfig
from sotto.engines.sip_agent.dialog import CallLeg, Subscription
from sotto.engines.sip_agent.sdp import MediaOffer
from tests.contracts.sip_phone import Dialog, Phone, description
from tests.contracts.sip_wire import Message

TELLING = [
    "User-Agent: marker/1.0 (Ada's)",
    "Organization: marker",
    "Subject: marker",
    "Reply-To: <sip:2001@marker.example>",
    "Referred-By: <sip:2001@marker.example>",
    "History-Info: <sip:2001@marker.example>;index=1",
    "Call-Info: <http://marker.example/ada.png>;purpose=icon",
    "P-Asserted-Identity: <sip:2001@marker.example>",
    "P-Preferred-Identity: <sip:2001@marker.example>",
    "Remote-Party-ID: <sip:2001@marker.example>",
    "X-Marker: marker",
    "Supported: marker",
    "Accept-Contact: *;marker",
]
OFFER = (
    description()
    .replace("o=- 1 1 IN IP4 127.0.0.1", "o=marker 1 1 IN IP4 127.0.0.2")
    .replace("s=-", "s=marker\r\ni=marker\r\nu=http://marker.example\r\ne=marker@example.org")
    + "a=tool:marker\r\na=ssrc:1 cname:marker\r\na=rtcp:47001 IN IP4 127.0.0.2\r\n"
)


class Desk:
    """Answers what comes to voice mail, and notes by which headers."""

    def __init__(self) -> None:
        self.legs: list[CallLeg] = []

    def on_call(self, leg: CallLeg) -> None:
        self.legs.append(leg)
        leg.answer(address="127.0.0.1", port=46000)

    def on_answered(self, leg: CallLeg) -> None: ...

    def on_media_changed(self, leg: CallLeg, offer: MediaOffer) -> None: ...

    def on_ended(self, leg: CallLeg) -> None: ...

    def on_subscribed(self, subscription: Subscription) -> None: ...

    def on_unsubscribed(self, subscription: Subscription) -> None: ...


@contextmanager
def agent_at(port: int) -> Iterator[Desk]:
    """The real agent, on a thread of its own as in a process of its own."""
    desk, loop = Desk(), asyncio.new_event_loop()

    async def made() -> SippyAgent:
        return SippyAgent(SipAgentConfig(port), desk)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    agent = asyncio.run_coroutine_threadsafe(made(), loop).result(10)
    try:
        yield desk
    finally:
        asyncio.run_coroutine_threadsafe(_closed(agent), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _closed(agent: SippyAgent) -> None:
    agent.close()


def traces(caller: Phone, dialog: Dialog) -> list[str]:
    """Everything by which the caller could be known in a message to somebody else."""
    device, tag = caller.device, dialog.local.partition("tag=")[2]
    return [
        *(device.username, device.extension, device.person, device.subject, device.device),
        *("Lovelace", "marker", caller.address, str(caller.wire.port), "47000", "47002"),
        *(dialog.call_id, tag, "Privacy"),
    ]


def found_in(messages: list[bytes], traces: list[str]) -> list[str]:
    """Which traces stand in any of these messages as words of their own, whatever the case."""
    said = b"\n".join(messages).decode(errors="replace")
    return [trace for trace in traces if re.search(rf"(?i)\b{re.escape(trace)}\b", said)]


def hidden_call(caller: Phone, *, extra: list[str] | None = None) -> Dialog:
    return caller.call("2002", offer=OFFER, extra=[*TELLING, *(extra or ["Privacy: id"])])


def answered(caller: Phone, bob: Phone, dialog: Dialog) -> Message:
    invitation = bob.expect("INVITE")
    bob.reply(invitation, 180, "Ringing")
    caller.expect(180)
    bob.reply(invitation, 200, "OK", body=description())
    caller.confirm(dialog, caller.expect(200))
    bob.expect("ACK")
    return invitation


def as_caller(phone: Phone, *, withheld: bool = True) -> dict[str, object]:
    return {
        "subject": phone.device.subject,
        "person": phone.device.person,
        "number": phone.device.extension,
        "name": "Ada Lovelace",
        "withheld": withheld,
    }
