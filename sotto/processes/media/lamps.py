"""Lamps: who is told when a mailbox changes (RFC 3842)."""

import asyncio
import threading
import time
from collections import defaultdict
from uuid import UUID

import structlog
from psycopg import Error as DatabaseError

from sotto.backbone import push
from sotto.engines.sip_agent.dialog import Subscription, Summary
from sotto.features.voicemail import queries

from .office import Away, Office, Party

log = structlog.get_logger()

_AGAIN_S = 2.0
_IDLE_S = 0.5
_Owner = tuple[UUID, UUID]  # Tenant and person.


class Lamps:
    """Keeps subscriptions by person, and looks up what they are to show."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._watched: dict[UUID, dict[Subscription, UUID]] = defaultdict(dict)
        self._busy: set[UUID] = set()
        self._stale: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, subscription: Subscription) -> None:
        """Also when it is refreshed. One that names nobody is not told anything."""
        owner = _owner(subscription)
        if owner is not None:
            tenant, person = owner
            self._watched[person][subscription] = tenant
            self.changed(person)

    def remove(self, subscription: Subscription) -> None:
        owner = _owner(subscription)
        if owner is not None and owner[1] in self._watched:
            self._watched[owner[1]].pop(subscription, None)
            if not self._watched[owner[1]]:
                del self._watched[owner[1]]

    def changed(self, person: UUID) -> None:
        """Something was left, heard or deleted; many changes at once are looked up once."""
        if person not in self._watched:
            return
        if person in self._busy:
            self._stale.add(person)
            return
        self._busy.add(person)
        task = asyncio.create_task(self._tell(person))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def all_changed(self) -> None:
        """News may have been missed."""
        for person in list(self._watched):
            self.changed(person)

    async def _tell(self, person: UUID) -> None:
        self._stale.add(person)
        while person in self._stale and self._watched.get(person):
            self._stale.discard(person)
            tenant = next(iter(self._watched[person].values()))
            try:
                inbox = await self._office.do(Party(tenant), queries.inbox_of, person)
            except Away:
                self._stale.add(person)
                await asyncio.sleep(_AGAIN_S)
                continue
            for subscription in list(self._watched.get(person, ())):
                subscription.notify(Summary(len(inbox.new), len(inbox.old)))
        self._stale.discard(person)
        self._busy.discard(person)


class News:
    """A thread that hears of changed mailboxes, whichever process changed them."""

    def __init__(self, lamps: Lamps) -> None:
        self._lamps = lamps
        self._loop = asyncio.get_running_loop()
        self._is_wanted = True
        self.is_listening = False
        self._thread = threading.Thread(target=self._listen, name="news", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Blocks for up to two seconds."""
        self._is_wanted = False
        self._thread.join()

    def _listen(self) -> None:
        while self._is_wanted:
            try:
                self._hear()
            except DatabaseError:
                self.is_listening = False
                log.warning("media.news_interrupted")
                time.sleep(_AGAIN_S)

    def _hear(self) -> None:
        for person in push.listen("mailbox_changed", idle=_IDLE_S):
            if not self._is_wanted:
                return
            if not self.is_listening:
                self.is_listening = True
                self._loop.call_soon_threadsafe(self._lamps.all_changed)
            if person is not None:
                self._loop.call_soon_threadsafe(self._lamps.changed, person)


def _owner(subscription: Subscription) -> _Owner | None:
    try:
        return (
            UUID(subscription.headers.get("x-sotto-tenant", "")),
            UUID(subscription.headers.get("x-sotto-person", "")),
        )
    except ValueError:
        return None
