"""Looking for the one person a page is about."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from sotto.trust.audit.services import record
from sotto.trust.dataprotection.pages.forms import WhoForm
from sotto.trust.dataprotection.services.finding import (
    Match,
    NobodyFound,
    SeveralFound,
    find_subjects,
    several,
)


@dataclass(frozen=True)
class Found:
    """What the address asks for. chosen: the only match, or the one that was picked."""

    who: str
    form: WhoForm
    matches: list[Match] = field(default_factory=list)
    chosen: Match | None = None
    nobody: NobodyFound | None = None

    @property
    def several(self) -> SeveralFound | None:
        """None where one is chosen, or nobody was found."""
        return several(self.matches) if self.matches and not self.chosen else None


def look_for(request: HttpRequest) -> Found:
    """`?who=` as it was typed, `?subject=` where several were found and one was chosen."""
    who = request.GET.get("who", "").strip()
    form = WhoForm(initial={"who": who})
    if not who:
        return Found(who, form)
    record("dataprotection:subject:looked_for")
    try:
        matches = find_subjects(who)
    except NobodyFound as nobody:
        return Found(who, form, nobody=nobody)
    picked = [one for one in matches if str(one.subject) == request.GET.get("subject", "")]
    candidates = picked or matches
    chosen = candidates[0] if len(candidates) == 1 else None
    return Found(who, form, matches, chosen)
