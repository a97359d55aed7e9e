"""When a mask may be lifted: with a reason, and in some countries after a hearing (ENT-30)."""

from sotto.trust.retention.queries import present_profile
from sotto.trust.retention.services.errors import HearingMissing, ReasonMissing

SHORTEST_REASON = 10  # Letters.


def check_reason(reason: str, *, was_heard: bool) -> str:
    """The reason as it is kept, on one line. Raises ReasonMissing.

    Raises HearingMissing where the country asks that the employee concerned be heard before.
    """
    said = " ".join(reason.split())
    if len(said) < SHORTEST_REASON:
        raise ReasonMissing
    if present_profile().must_hear and not was_heard:
        raise HearingMissing
    return said
