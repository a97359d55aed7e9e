"""What the edge writes to standard error: static words, types and places; never a value.

Kamailio's own lines quote messages and addresses, so its standard error runs through a filter that
keeps their level and place only (`sotto.engines.kamailio.config`), and lets these lines pass.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb


def noted(event: str) -> None:
    _write({"event": f"sip_edge.{event}"})


def failed(where: str, error: Exception) -> None:
    """Which type of error, and where in the code; not its text, which may quote a message."""
    frames = extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    _write({"event": "sip_edge.failed", "in": where, "error": type(error).__name__, "at": place})


def _write(line: dict[str, str]) -> None:
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    sys.stderr.write(json.dumps({"time": time, **line}) + "\n")
    sys.stderr.flush()
