"""Takes the calls that the SIP edge hands over: to leave a message, or to hear one's own."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any  # Any: what a task returns is not looked at.
from uuid import UUID

import structlog

from sotto.engines.rtp.client import NoPortLeft, RtpEndpoint, RtpSession
from sotto.engines.rtp.session import Remote
from sotto.engines.sip_agent.dialog import CallLeg, IncomingCall, Subscription
from sotto.engines.sip_agent.sdp import MediaOffer
from sotto.features.voicemail import queries, rules, services
from sotto.features.voicemail.prompts import Prompts
from sotto.features.voicemail.rules import Conversation, Opening
from sotto.features.voicemail.services import (
    Caller,
    MailboxFull,
    MailboxUnknown,
    NoRoomForAudio,
    Recording,
)
from sotto.personal_data.keys import SubjectErased

from .conversation import Call
from .desks import DepositDesk, OwnerDesk, ServiceDesk
from .lamps import Lamps
from .office import Away, Office, Party

log = structlog.get_logger()

_RETRY_AFTER_S = 5
_ADDRESS = "127.0.0.1"


@dataclass
class _Talk:
    """A call in progress."""

    answered: asyncio.Event = field(default_factory=asyncio.Event)
    session: RtpSession | None = None
    task: asyncio.Task[Any] | None = None
    leading: asyncio.Task[None] | None = None
    has_ended: bool = False


class Answering:
    """Listens to the SIP agent."""

    def __init__(
        self, endpoint: RtpEndpoint, prompts: Prompts, office: Office, lamps: Lamps
    ) -> None:
        self._endpoint = endpoint
        self._prompts = prompts
        self._office = office
        self._lamps = lamps
        self._talks: dict[CallLeg, _Talk] = {}
        self._is_leaving = False

    @property
    def calls(self) -> int:
        return len(self._talks)

    def on_call(self, leg: CallLeg) -> None:
        serve = {"deposit": self._take_message, "mailbox": self._open_mailbox}.get(leg.call.user)
        party = _party(leg.call)
        if self._is_leaving:
            leg.refuse(503, retry_after=_RETRY_AFTER_S)
        elif serve is None or party is None:
            leg.refuse(404)
        else:
            talk = self._talks[leg] = _Talk()
            talk.task = asyncio.create_task(self._serve(leg, talk, serve(leg, talk, party)))

    def on_answered(self, leg: CallLeg) -> None:
        if leg in self._talks:
            self._talks[leg].answered.set()

    def on_media_changed(self, leg: CallLeg, offer: MediaOffer) -> None:
        talk = self._talks.get(leg)
        if talk is not None and talk.session is not None:
            talk.session.connect(_remote(offer))

    def on_ended(self, leg: CallLeg) -> None:
        talk = self._talks.get(leg)
        if talk is not None:
            talk.has_ended = True
            if talk.leading is not None:
                talk.leading.cancel()

    def on_subscribed(self, subscription: Subscription) -> None:
        self._lamps.add(subscription)

    def on_unsubscribed(self, subscription: Subscription) -> None:
        self._lamps.remove(subscription)

    async def leave(self) -> None:
        """Take no more calls; end those that are up, and store what was said in them."""
        self._is_leaving = self._office.is_leaving = True
        for leg in list(self._talks):
            leg.hang_up()
        tasks = [talk.task for talk in self._talks.values() if talk.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, leg: CallLeg, talk: _Talk, service: Coroutine[Any, Any, None]) -> None:
        try:
            await service
        except NoPortLeft:
            log.warning("media.no_port_left")
            _refuse(leg, talk, 503, retry_after=_RETRY_AFTER_S)
        except Exception as error:  # noqa: BLE001 — one call's fault is not the others'.
            log.error("media.call_failed", error=type(error).__name__)  # noqa: TRY400
        finally:
            leg.hang_up()
            if talk.session is not None:
                talk.session.close()
            del self._talks[leg]

    async def _take_message(self, leg: CallLeg, talk: _Talk, party: Party) -> None:
        opening, opened = Opening.UNAVAILABLE, None
        try:
            opened = await self._office.do(party, _begin, leg.call)
            opening = Opening.READY
        except (MailboxUnknown, SubjectErased):
            _refuse(leg, talk, 404)
            return
        except MailboxFull:
            opening = Opening.FULL
        except NoRoomForAudio:
            opening = Opening.NO_ROOM
        except Away:
            log.warning("media.deposit_unavailable")
        if opened is None:
            conversation = rules.deposit(opening, limit=rules.PATIENCE)
            await self._lead(leg, talk, ServiceDesk(self._prompts), conversation)
            return
        await self._record(leg, talk, party, *opened)

    async def _record(
        self, leg: CallLeg, talk: _Talk, party: Party, begun: Recording, greeting: bytes | None
    ) -> None:
        desk = DepositDesk(self._prompts, self._office, party, begun, greeting)
        limit = begun.mailbox.longest_message
        try:
            await self._lead(leg, talk, desk, rules.deposit(Opening.READY, limit=limit))
        finally:
            await desk.finish(talk.session)

    async def _open_mailbox(self, leg: CallLeg, talk: _Talk, party: Party) -> None:
        person = _uuid(leg.call, "person")
        if person is None:
            _refuse(leg, talk, 404)
            return
        try:
            mailbox = await self._office.do(party, queries.mailbox_of, person)
        except Away:
            await self._lead(leg, talk, ServiceDesk(self._prompts), rules.unavailable())
            return
        if mailbox is None:
            _refuse(leg, talk, 404)
            return
        desk = OwnerDesk(self._prompts, self._office, party, mailbox)
        await self._lead(leg, talk, desk, rules.retrieval())

    async def _lead(
        self, leg: CallLeg, talk: _Talk, desk: ServiceDesk, conversation: Conversation
    ) -> None:
        """Answer, and lead the conversation until one side hangs up."""
        if talk.has_ended:
            return
        call = Call(desk)
        talk.session = self._endpoint.open(call)
        talk.session.connect(_remote(leg.call.offer))
        talk.leading = asyncio.create_task(_converse(talk, call, conversation, talk.session))
        leg.answer(address=_ADDRESS, port=talk.session.local_port)
        await asyncio.wait([talk.leading])
        if not talk.leading.cancelled():
            talk.leading.result()


async def _converse(
    talk: _Talk, call: Call, conversation: Conversation, session: RtpSession
) -> None:
    await talk.answered.wait()
    await call.lead(conversation, session)


def _begin(call: IncomingCall) -> tuple[Recording, bytes | None]:
    """Make ready to record; with the owner's own greeting, if there is one."""
    person, number = _uuid(call, "person"), _uuid(call, "call")
    if person is None or number is None:
        raise MailboxUnknown
    begun = services.begin_message(
        person=person, caller=_caller(call), call=number, now=datetime.now(UTC)
    )
    return begun, services.greeting_of(begun.mailbox) if begun.mailbox.greeting else None


def _caller(call: IncomingCall) -> Caller:
    who = call.asserted
    return Caller(_uuid(call, "caller"), who.number if who else "", who.name if who else "")


def _party(call: IncomingCall) -> Party | None:
    tenant = _uuid(call, "tenant")
    if tenant is None:
        return None
    caller = _uuid(call, "caller")
    return Party(tenant) if caller is None else Party(tenant, str(caller))


def _uuid(call: IncomingCall, name: str) -> UUID | None:
    try:
        return UUID(call.headers.get(f"x-sotto-{name}", ""))
    except ValueError:
        return None


def _remote(offer: MediaOffer) -> Remote:
    return Remote(offer.address, offer.port, offer.payload_type, offer.event_type, offer.listens)


def _refuse(leg: CallLeg, talk: _Talk, code: int, *, retry_after: int | None = None) -> None:
    if not talk.has_ended:
        leg.refuse(code, retry_after=retry_after)
