"""Whether Kamailio serves."""

from sotto.engines import EngineUnavailable
from sotto.engines.kamailio.client import KamailioControl


def is_healthy(control: KamailioControl) -> bool:
    try:
        control.ping()
    except EngineUnavailable:
        return False
    return True
