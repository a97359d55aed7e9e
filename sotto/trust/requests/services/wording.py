"""What reminders by e-mail say, in the tenant's language: numbers and dates, and nobody's name."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext, ngettext, override

from sotto.trust.requests import queries
from sotto.trust.requests.models import DataRequest
from sotto.trust.tenants.models import Tenant

Link = Callable[..., str]


def letter_about(
    found: Sequence[DataRequest], *, tenant: Tenant, today: date, link: Link
) -> tuple[str, str]:
    """Subject and text. link: the address of a view, by its name and the ids in it."""
    with override(tenant.language):
        late = sum(queries.standing(one, today=today).is_overdue for one in found)
        greeting = gettext("Requests of data subjects at %(tenant)s wait for their answer.")
        ending = gettext(
            "This letter names nobody. You asked for it; change or remove your address here: "
            "%(link)s"
        )
        parts = [
            greeting % {"tenant": tenant.name},
            *(_about(one, today, link) for one in found),
            ending % {"link": link("requests:reminders")},
        ]
        return _subject(len(found), late), "\n\n".join(parts) + "\n"


def _subject(count: int, late: int) -> str:
    if late:
        return ngettext(
            "Sotto: %(count)s request is overdue", "Sotto: %(count)s requests are overdue", late
        ) % {"count": late}
    return ngettext(
        "Sotto: %(count)s request waits for its answer",
        "Sotto: %(count)s requests wait for their answers",
        count,
    ) % {"count": count}


def _about(found: DataRequest, today: date, link: Link) -> str:
    standing = queries.standing(found, today=today)
    line = gettext("No. %(number)s, received on %(received)s, due on %(due)s: %(left)s.") % {
        "number": found.number,
        "received": found.received_on.isoformat(),
        "due": standing.due_on.isoformat(),
        "left": _left(standing),
    }
    return f"{line}\n{link('requests:request', found.pk)}"


def _left(standing: queries.Standing) -> str:
    late, left = standing.days_over, standing.days_left
    if late:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}
    if not left:
        return gettext("today is the last day")
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
