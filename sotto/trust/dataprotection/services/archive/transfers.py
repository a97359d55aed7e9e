"""To whom data was really passed on (Art. 15(1)(c)): as the register of recipients has it."""

from typing import Any
from uuid import UUID

from sotto.trust.recipients.queries import names_of, transfers_of


def passed_on(subject: UUID) -> tuple[dict[str, Any], ...]:
    """Newest first, in the current tenant. Any: JSON."""
    found = transfers_of(subject)
    names = names_of(found)
    return tuple(
        {
            "recipient": names[one.recipient_id],
            "country": one.recipient.country,
            "categories": list(one.categories),
            "ground": one.ground,
            "at": one.at.isoformat(timespec="seconds"),
        }
        for one in found
    )
