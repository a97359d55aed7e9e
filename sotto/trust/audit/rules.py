"""What an entry may say."""

import re
from enum import StrEnum

_ACTION = re.compile(r"[a-z_]+:[a-z_]+:[a-z_]+")


class Decision(StrEnum):
    ALLOWED = "allowed"
    REFUSED = "refused"


def is_action(text: str) -> bool:
    """`room:thing:deed`, so that nothing personal can hide in it."""
    return _ACTION.fullmatch(text) is not None
