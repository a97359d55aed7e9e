"""Our own telephone: it says what was negotiated, and it can misbehave when a journey asks."""

import asyncio
import threading
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from typing_extensions import override

from sotto.engines.rtp import g711
from sotto.engines.sip_probe.call import IncomingCall, OutgoingCall, Refused, SipCall
from sotto.engines.sip_probe.client import DEFAULT_CODECS, SipPhone
from sotto.engines.sip_probe.config import Account, ProbeConfig
from sotto.engines.sip_probe.connection import ConnectionLost, NoAnswer
from sotto.engines.sip_probe.message import Message
from tests.journeys.phones.telephone import PATIENCE, Line, Telephone, until

Result = TypeVar("Result")


class Probe(Telephone):
    make = "sotto probe"
    registers_by_itself = True
    source_address = ""

    def __init__(self, line: Line, folder: Path, *, hertz: int) -> None:
        super().__init__(line, folder, hertz=hertz)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._config = ProbeConfig(
            "127.0.0.1",
            line.port,
            "localhost",
            line.authority,
            line.domain,
            source_address=self.source_address,
        )
        self.phone = SipPhone(self._config, Account(line.username, line.password))
        self._call: SipCall | None = None
        self._ringing: IncomingCall | None = None
        self._registration: int | None = None

    @override
    def switch_on(self) -> None:
        self._thread.start()
        self._do(self.phone.open())
        if self.registers_by_itself:
            self.registers()
        if self._registration == 0:
            self._do(self._watch())

    def registers(self) -> None:
        """Once more, or after the connection was lost."""
        try:
            self._do(self.phone.register())
        except Refused as refusal:
            self._registration = refusal.status
        else:
            self._registration = 0

    def connects_anew(self) -> None:
        """A telephone whose connection was cut comes back, as every telephone does."""
        account = Account(self.line.username, self.line.password)

        def is_back() -> bool:
            self._do(self.phone.close())
            self.phone = SipPhone(self._config, account)
            try:
                self._do(self.phone.open())
                self._do(self.phone.register())
            except (ConnectionLost, NoAnswer, Refused):
                return False
            return True

        assert until(is_back), "the system does not let the telephone back in"
        self._do(self._watch())

    def stays_unregistered(self) -> None:
        self._do(self.phone.unregister())

    @override
    def switch_off(self) -> None:
        self._do(self.phone.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @override
    def is_registered(self) -> bool:
        """The edge hears of a new device through a notification: it may ask a few times."""

        def is_let_in() -> bool:
            if self._registration != 0:
                self.registers()
            return self._registration == 0

        was_let_in = self._registration == 0
        if not was_let_in and until(is_let_in):
            self._do(self._watch())
        return self._registration == 0

    @override
    def is_refused_registration(self) -> bool:
        return self._registration in {401, 403}

    @override
    def dials(self, number: str) -> None:
        self.offers(number)

    def offers(
        self, number: str, *, protect: bool = True, codecs: tuple[int, ...] = DEFAULT_CODECS
    ) -> None:
        """A call whose offer is as odd as the journey wants."""

        async def place() -> OutgoingCall:
            return self.phone.call(number, protect=protect, codecs=codecs)

        self._call = self._do(place())

    @override
    def is_rung(self) -> bool:
        try:
            self._ringing = self._do(self.phone.rung(patience=PATIENCE))
        except TimeoutError:
            return False
        return True

    @override
    def answers(self) -> None:
        ringing = self._taken()
        self._call = ringing

        async def answer() -> None:
            ringing.answer()
            ringing.media.speak(self.hertz)

        self._do(answer())

    @override
    def rejects(self) -> None:
        ringing = self._taken()

        async def reject() -> None:
            ringing.reject(486, "Busy Here")

        self._do(reject())

    @override
    def is_connected(self) -> bool:
        call = self._call
        assert call is not None, "no call was placed"
        if isinstance(call, OutgoingCall):
            try:
                self._do(call.answered())
            except Refused:
                return False
            self._loop.call_soon_threadsafe(call.media.speak, self.hertz)
        return True

    @override
    def is_idle(self) -> bool:
        return until(lambda: self._call is None or self._call.ended.is_set())

    def gives_up(self) -> None:
        """Before anybody answers."""
        assert isinstance(self._call, OutgoingCall), "no call was placed"
        self._do(self._call.give_up())

    def shows(self) -> str:
        """Who calls, as the screen would show it."""
        assert self._ringing is not None, "no call came in"
        return self._ringing.shown.partition(";tag=")[0]

    @override
    def hangs_up(self) -> None:
        if self._call is not None:
            self._do(self._call.hang_up())

    @override
    def presses(self, keys: str) -> None:
        call = self._call
        assert call is not None, "no call to press keys in"
        self._loop.call_soon_threadsafe(call.media.press, keys)

    @override
    def refusal(self) -> int:
        assert isinstance(self._call, OutgoingCall), "no call was placed"
        try:
            self._do(self._call.answered())
        except Refused as refusal:
            return refusal.status
        return 0

    @override
    def heard(self) -> bytes:
        return g711.decode(self._call.media.heard) if self._call else b""

    def forgets(self) -> None:
        """What was heard until now."""
        assert self._call is not None, "no call was placed"
        self._loop.call_soon_threadsafe(self._call.media.forget)

    def is_refused(self) -> bool:
        """At once, without ringing: false as soon as it rings or is answered."""
        call = self._call
        assert isinstance(call, OutgoingCall), "no call was placed"
        outcome = call.outcome
        assert outcome is not None
        assert until(lambda: call.rings or outcome.done()), "the call came to nothing"
        return outcome.done() and outcome.exception() is not None

    @override
    def lamp_is_lit(self) -> bool:
        return until(lambda: self.phone.lamp_is_lit)

    @override
    def lamp_is_dark(self) -> bool:
        return until(lambda: bool(self.phone.message_summary) and not self.phone.lamp_is_lit)

    def replays_its_registration(self) -> int:
        """The very credentials that were accepted, a second time: SIP status."""
        accepted = self.phone.authorized["REGISTER"]
        credentials = next(
            (name, value) for name, value in accepted.headers if name == "Authorization"
        )
        again = self.phone.request("REGISTER", f"sip:{self.line.domain}", to=self._aor)
        again.headers += [("Expires", "600"), credentials]
        return self.asks_once(again)

    def asks_once(self, request: Message) -> int:
        """Without meeting a challenge: SIP status."""
        return self._do(self.phone.connection.request(request)).status

    @property
    def _aor(self) -> str:
        return f"sip:{self.line.username}@{self.line.domain}"

    async def _watch(self) -> None:
        try:
            await self.phone.watch_messages()
        except Refused:
            return  # Voice mail is away: the lamp stays dark, calls work.

    def _taken(self) -> IncomingCall:
        if self._ringing is None:
            assert self.is_rung(), "no call came in"
        ringing, self._ringing = self._ringing, None
        assert ringing is not None
        return ringing

    def _do(self, action: Coroutine[Any, Any, Result]) -> Result:
        patience = PATIENCE + timedelta(seconds=30)
        return asyncio.run_coroutine_threadsafe(action, self._loop).result(patience.total_seconds())


class Thief(Probe):
    """Somebody else's credentials, from another address, without registering."""

    registers_by_itself = False
    source_address = "127.0.0.2"
