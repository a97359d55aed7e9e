"""Where the agent listens. Nothing is rendered: this engine is ours and has no files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SipAgentConfig:
    port: int
    address: str = "127.0.0.1"
    product: str = "Sotto"  # Server and User-Agent; no version: nobody needs to know.
