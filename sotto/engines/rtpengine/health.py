"""Whether rtpengine serves."""

from sotto.engines import EngineUnavailable
from sotto.engines.rtpengine.client import MediaRelay


def is_healthy(relay: MediaRelay) -> bool:
    try:
        relay.ping()
    except EngineUnavailable:
        return False
    return True
