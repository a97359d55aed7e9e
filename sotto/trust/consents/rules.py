"""What is allowed with a person's data, composed from what it consented and objected to. Pure.

Art. 6(1)(a), 7, 18 and 21 GDPR; UCC-05.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sotto.personal_data.vocabulary import Purpose

REASON_LETTERS = 4000


class Case(StrEnum):
    """When somebody may have its data restricted: Art. 18(1)(a) to (d)."""

    CONTESTED = "accuracy contested (a)"
    UNLAWFUL = "unlawful, but not to be erased (b)"
    CLAIMS = "needed by the person for claims (c)"
    OBJECTED = "objection not yet decided (d)"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person is asked, word for word, by language. A change of it is a new version."""

    version: int
    question: Mapping[str, str]
    consequence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Consentable:
    """A purpose that needs a person's consent. valid_from: consents to older wordings are void."""

    purpose: Purpose
    wordings: tuple[Wording, ...]
    valid_from: int = 1

    @property
    def current(self) -> Wording:
        return self.wordings[-1]


@dataclass(frozen=True, slots=True)
class Said:
    """A person's answer that stands: yes or no, to which version of the wording."""

    purpose: Purpose
    is_yes: bool
    version: int


# To what one may object (Art. 21): what rests on a legitimate interest. A consent is withdrawn
# instead; what a contract or a law demands can't be objected to.
OBJECTIONABLE = (Purpose.SHOW,)

# What Art. 18(2) leaves: storage, claims, and what serves the person's own rights.
_LEFT = {
    Purpose.STORE,
    Purpose.ACCESS,
    Purpose.ERASE,
    Purpose.CLAIMS,
    Purpose.RETAIN,
    Purpose.VERIFY,
}


def has_consent(consentable: Consentable, said: Collection[Said]) -> bool:
    """Silence is no consent, nor is a yes to a wording that is no longer valid."""
    return any(
        one.is_yes and one.version >= consentable.valid_from
        for one in said
        if one.purpose == consentable.purpose
    )


def is_asked(consentable: Consentable, said: Collection[Said]) -> bool:
    """Whether the person still has to answer: never did, or said yes to what is no longer asked."""
    answers = [one for one in said if one.purpose == consentable.purpose]
    return not answers or any(
        one.is_yes and one.version < consentable.valid_from for one in answers
    )


def denied(
    said: Collection[Said],
    objected: Collection[Purpose],
    *,
    is_restricted: bool,
    keeps_service: bool = False,
) -> frozenset[Purpose]:
    """What the keyring must refuse from now on.

    keeps_service: the restricted person agrees that its calls go on being routed (Art. 18(2)).
    """
    withdrawn = {one.purpose for one in said if not one.is_yes}
    restricted = set(Purpose) - _LEFT if is_restricted else set()
    if keeps_service:
        restricted -= {Purpose.OPERATE}
    return frozenset(withdrawn | set(objected) | restricted)
