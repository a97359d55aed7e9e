"""Brings the process up, and down again without losing what is being said."""

import asyncio
import gc
import signal

import structlog
from django.conf import settings

from sotto.engines.rtp.client import UdpEndpoint
from sotto.engines.rtp.config import RtpConfig
from sotto.engines.sip_agent.client import SippyAgent
from sotto.engines.sip_agent.config import SipAgentConfig
from sotto.features.voicemail.prompts import Prompts

from .answering import Answering
from .lamps import Lamps, News
from .office import Office

log = structlog.get_logger()

_ADDRESS = "127.0.0.1"


async def run() -> None:
    """Until SIGTERM or SIGINT. Raises PortTaken."""
    configuration = settings.SOTTO
    ports = configuration.ports
    office = Office()
    await office.salvage()
    lamps = Lamps(office)
    endpoint = UdpEndpoint(RtpConfig(_ADDRESS, ports.media_app_first, ports.media_app_last))
    answering = Answering(endpoint, Prompts(configuration.prompts_dir), office, lamps)
    agent = SippyAgent(SipAgentConfig(ports.media_sip, _ADDRESS), answering)
    news = News(lamps)
    gc.freeze()  # What is loaded stays; looking through it again would stop voice for a moment.
    log.info("media.ready")
    await _told_to_stop()
    await answering.leave()
    await asyncio.to_thread(news.stop)
    agent.close()
    endpoint.close()
    office.close()
    kept = endpoint.lateness
    log.info("media.stopped", frames=kept.frames, late=kept.late, worst_ms=round(kept.worst_ms))


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
