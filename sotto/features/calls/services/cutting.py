"""What is stored of numbers from outside: all, without their last digits, or nothing (ENT-30).

A number is from outside when nobody of the tenant's own has it. Cut, it names no one who could be
met again: it is a fact about our side of the call, or stands under a pseudonym of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sotto.features.directory.queries import people_among
from sotto.personal_data.countries import CountryProfile
from sotto.personal_data.masking import mask_number
from sotto.trust.retention import queries as retention
from sotto.trust.retention.rules import AtWriting


@dataclass(frozen=True, slots=True)
class Policy:
    """What the tenant decided, and who of the people concerned is its own."""

    inside: AtWriting
    outside: AtWriting
    profile: CountryProfile
    people: frozenset[UUID]

    def is_ours(self, subject: UUID | None, number: str) -> bool:
        """A person of the tenant, or a service of its own like the mailbox."""
        return subject in self.people or number.startswith(("*", "#"))

    def cut(self, number: str) -> str:
        return "" if self.outside is AtWriting.DROPPED else mask_number(number, self.profile)


def policy_for(subjects: Collection[UUID]) -> Policy:
    """The current tenant's, for calls between these."""
    decided = retention.masking()
    return Policy(
        inside=decided.inside,
        outside=decided.outside,
        profile=retention.present_profile(),
        people=frozenset(people_among(subjects)),
    )
