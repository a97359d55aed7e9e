"""Whether the inspector listens. It is not asked: an answer takes as long as reading everything."""

import socket

from sotto.engines.inspector.config import InspectorConfig

_WAIT_S = 3.0


def listens(config: InspectorConfig) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
            asked.settimeout(_WAIT_S)
            asked.connect(str(config.socket))
    except OSError:
        return False
    return True
