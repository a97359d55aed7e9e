"""Whether the endpoint keeps time and has room."""

from dataclasses import dataclass

from .client import RtpEndpoint


@dataclass(frozen=True)
class RtpHealth:
    open_sessions: int
    frames: int
    late_frames: int
    worst_ms: float

    @property
    def keeps_time(self) -> bool:
        return self.late_frames == 0


def check(endpoint: RtpEndpoint) -> RtpHealth:
    kept = endpoint.lateness
    return RtpHealth(endpoint.open_sessions, kept.frames, kept.late, round(kept.worst_ms, 1))
