"""One case of the table: who plays which part, what happens, and what must be left.

cast: `role=letter,letter role=…`. steps: `erase A`, or a step of the record's own. left: words of
the record (its kind's `left`); none at all means that the record is gone. Of everybody who is
erased 0 must be left, of everybody else all: that is checked in every case, beside what stands
here.
"""

from dataclasses import dataclass
from uuid import UUID

from tests.two_party.kinds import Kind, Make
from tests.two_party.stage import Stage


@dataclass(frozen=True)
class Case:
    name: str
    make: Make
    cast: str
    steps: str
    left: str

    @property
    def roles(self) -> dict[str, list[str]]:
        pairs = (word.split("=") for word in self.cast.split())
        return {role: letters.split(",") for role, letters in pairs}

    @property
    def words(self) -> set[str]:
        """Of `left`; commas part words that have spaces."""
        return set(self.left.split(", ") if "," in self.left else self.left.split())


def perform(stage: Stage, record: Kind, steps: str) -> set[UUID]:
    """One step after the other. The subjects that were erased."""
    erased = set()
    for step in filter(None, steps.split("; ")):
        verb, _, letter = step.partition(" ")
        if verb == "erase":
            erased.add(stage.subject(letter))
            stage.erase(letter)
        else:
            getattr(record, step.replace(" ", "_"))()
    return erased
