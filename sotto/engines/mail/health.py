"""Whether letters can be handed in."""

from sotto.engines import EngineUnavailable
from sotto.engines.mail.client import Mailer


def is_healthy(mailer: Mailer) -> bool:
    try:
        mailer.ping()
    except EngineUnavailable:
        return False
    return True
