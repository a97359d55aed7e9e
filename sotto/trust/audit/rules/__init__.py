"""What an entry may say, and how a trail is proven: pure, so that an auditor can run it alone."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final

_ACTION = re.compile(r"[a-z_]+:[a-z_]+:[a-z_]+")

# Entries that are older may be pruned; retention rules by country and tenant will say otherwise.
KEPT: Final = timedelta(days=2 * 365)

# What may be said in detail: an entry must fit into a bundle, sealed and in base64.
DETAIL_BYTES: Final = 32 * 1024


class Decision(StrEnum):
    ALLOWED = "allowed"
    REFUSED = "refused"


def is_action(text: str) -> bool:
    """`room:thing:deed`, so that nothing personal can hide in it."""
    return _ACTION.fullmatch(text) is not None
