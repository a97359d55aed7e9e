"""Where blocking work is done: the rooms' services, in a few threads, in somebody's name."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Barrier
from typing import ParamSpec, TypeVar
from uuid import UUID

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from sotto.features.voicemail import services
from sotto.keyring.client import KeyringUnavailable
from sotto.personal_data.actor import SYSTEM, acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within

log = structlog.get_logger()

_AGAIN_S = 2.0
_P = ParamSpec("_P")
_R = TypeVar("_R")


class Away(Exception):
    """The database or the keyring does not answer: ask again later."""


@dataclass(frozen=True, slots=True)
class Party:
    """In whose name work is done: a tenant, and the pseudonym of who telephones."""

    tenant: UUID
    subject: str = SYSTEM


class Office:
    def __init__(self, *, threads: int = 3) -> None:
        self.is_leaving = False
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="office")

    async def do(
        self, party: Party, work: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs
    ) -> _R:
        """Run a service in its tenant. Raises Away, and what the service raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._pool, lambda: _in_tenant(party, work, *args, **kwargs)
        )

    async def write(self, work: Callable[[bytes], None], block: bytes) -> None:
        """Seal and store a piece of audio; needs neither database nor keyring."""
        await asyncio.get_running_loop().run_in_executor(self._pool, work, block)

    async def salvage(self) -> None:
        """What a crash left unfinished becomes messages. Waits for database and keyring."""
        loop = asyncio.get_running_loop()
        while not await loop.run_in_executor(self._pool, _has_salvaged):  # noqa: ASYNC110 — asks.
            await asyncio.sleep(_AGAIN_S)

    def close(self) -> None:
        """Every thread lets its database connection go."""
        all_there = Barrier(self._threads)
        for _ in range(self._threads):
            self._pool.submit(_let_go, all_there)
        self._pool.shutdown()


def _in_tenant(party: Party, work: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    close_old_connections()
    try:
        with (
            acting(party.subject, purpose=Purpose.OPERATE, interface=Interface.TELEPHONE),
            within(party.tenant),
        ):
            return work(*args, **kwargs)
    except (DatabaseError, KeyringUnavailable) as error:
        log.warning("media.neighbour_away", error=type(error).__name__)
        raise Away from None
    finally:
        close_old_connections()


def _let_go(all_there: Barrier) -> None:
    all_there.wait()
    connections.close_all()


def _has_salvaged() -> bool:
    try:
        for tenant in all_tenants():
            now = datetime.now(UTC)
            salvaged = _in_tenant(Party(tenant.pk), services.salvage_unfinished, now=now)
            if salvaged:
                log.info("media.messages_salvaged", count=salvaged)
    except (Away, DatabaseError):
        close_old_connections()
        return False
    return True
