"""How every process logs: one JSON object a line, a static event, ids as keywords, on stderr."""

import sys

import structlog


def configure() -> None:
    """Called once by each process, before it logs."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
