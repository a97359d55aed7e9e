"""Where the endpoint listens. Nothing is rendered: this engine is ours and has no files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RtpConfig:
    """Even ports carry RTP (RFC 3550, section 11); the odd ones stay empty, RTCP is not spoken."""

    address: str
    first_port: int
    last_port: int

    def even_ports(self) -> range:
        return range(self.first_port + self.first_port % 2, self.last_port + 1, 2)
