"""Probes of what people may ask, of erasure, and of what canaries have shown."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.personal_data.sharing import shared_holdings, sharing_column, sound_rules
from sotto.personal_data.vocabulary import Erase, Sharing
from sotto.trust.access.queries import accounts_by_role
from sotto.trust.canaries import queries as canaries
from sotto.trust.canaries import rules as canary_rules
from sotto.trust.consents.services import consentables
from sotto.trust.dataprotection import queries as erasures
from sotto.trust.document.rules import Finding, broken, holds_if, none_of
from sotto.trust.document.services.probes.keyring import with_a_key
from sotto.trust.document.services.probing import now, probe
from sotto.trust.holds import queries as holds_queries
from sotto.trust.requests import queries as requests
from sotto.trust.requests.rules import Kind
from sotto.trust.tenants.services import current_tenant

_LATEST = 50  # Erasures that are looked at each time.
_REMINDED_WITHIN = timedelta(hours=2)
_STUCK_AFTER = timedelta(hours=1)


@probe("rights.clock", everywhere=False)
def clock() -> Finding:
    late = requests.overdue(today=now().date())
    waiting = requests.unanswered().count()
    return holds_if(true=not late, measured=f"{len(late)} overdue", open=waiting)


@probe("rights.reminders", everywhere=False)
def reminders() -> Finding:
    """Somebody is to be told, the mail server takes it, and what was due two hours ago went out."""
    addresses = list(requests.addresses_of_officers())
    if not requests.is_mail_set():
        return broken("no mail server is set", addresses=len(addresses))
    if not addresses:
        return broken("no officer has named an address", addresses=0)
    then = now() - _REMINDED_WITHIN
    late = [
        f"not sent: {one.pk}"
        for each in addresses
        for one in requests.untold(each.owner)
        if one.at < then
    ]
    unsaid = [
        f"nobody was reminded of {one.number}"
        for one in requests.unanswered()
        if requests.reminders_due(one, today=then.date())
    ]
    refused = [f"refused: {one.pk}" for one in requests.refused_letters()]
    return none_of(
        [*late, *unsaid, *refused],
        looked_at="what was due and what the mail server took",
        addresses=len(addresses),
    )


@probe("rights.kinds")
def kinds() -> Finding:
    wanted = {"access", "portability", "rectification", "restriction", "objection", "erasure"}
    there = {str(kind.value) for kind in Kind}
    return none_of(
        (f"{kind} is missing" for kind in wanted - there),
        looked_at="the kinds of requests",
        kinds=", ".join(sorted(there)),
    )


@probe("rights.archive")
def archive() -> Finding:
    """The archive walks the declarations: a table without a subject column would be left out."""
    lost = [
        one.label
        for one in holdings()
        if not (one.subjects or one.shared_by)
        and any(role.name for column in one.sealed for role in column.about)
    ]
    return none_of(
        lost, looked_at="how each table is found for a person", tables=len(list(holdings()))
    )


@probe("rights.consents")
def consents() -> Finding:
    declared = list(consentables())
    return holds_if(
        true=bool(declared), measured="purposes that rooms have declared", purposes=len(declared)
    )


@probe("rights.officer", everywhere=False)
def officer() -> Finding:
    counts = accounts_by_role()
    officers = counts["officer"] + counts["administrator"]
    return holds_if(true=officers > 0, measured=f"{counts['officer']} officers", officers=officers)


@probe("erasure.finished", everywhere=False)
def finished() -> Finding:
    running = list(erasures.erasures_to_advance())
    late = now() - _STUCK_AFTER
    stuck = [
        str(one.pk)
        for one in running
        if one.remains or one.waiting_files or (_is_final_since(one, late) and not one.deleted_at)
    ]
    certified = Erasure.objects.exclude(certified_at=None).count()
    return none_of(
        stuck, looked_at="the ledger", finished=certified, running=len(running) - len(stuck)
    )


def _is_final_since(entry: Erasure, when: datetime) -> bool:
    return entry.final_at is not None and entry.final_at < when


def _erased() -> list[UUID]:
    """Subjects whose rows were said to be deleted, newest first."""
    done = Erasure.objects.exclude(deleted_at=None).order_by("-deleted_at")
    return list(done.values_list("subject", flat=True)[:_LATEST])


@probe("erasure.denied", everywhere=False)
def denied() -> Finding:
    subjects = _erased()
    open_ = with_a_key(subjects) if subjects else []
    return none_of(
        map(str, open_), looked_at=f"keys of {len(subjects)} subjects", erased=len(subjects)
    )


@probe("erasure.rows", everywhere=False)
def rows_of_the_erased() -> Finding:
    """Rows under a dead pseudonym stay where the declaration says so, or a hold stands."""
    subjects = set(_erased()) - holds_queries.held_subjects()
    tables = list(holdings())
    left = []
    for holding in tables:
        gone = [
            one.name
            for one in holding.subjects
            if holding.declared.erase[one.role] is not Erase.KEEP_PSEUDONYM
        ]
        if gone and subjects:
            where = Q(pk__in=[])
            for name in gone:
                where |= Q(**{f"{name}__in": subjects})
            if count := holding.model._default_manager.filter(where).count():
                left.append(f"{holding.label}: {count}")
    return none_of(left, looked_at=f"rows of {len(subjects)} subjects", tables=len(tables))


@probe("erasure.canary")
def canary() -> Finding:
    searches = canaries.latest_searches(1)
    if not searches:
        return broken("nothing was searched yet")
    [last] = searches
    wrong = [*(str(leak["place"]) for leak in last.leaks), *last.unread]
    return none_of(
        wrong,
        looked_at=f"the search of {last.at:%Y-%m-%d %H:%M} UTC",
        erased=last.erased,
        places=last.files,
        amount=f"{last.bytes / (1 << 20):.0f} MiB",
    )


@probe("erasure.canary_copies")
def canary_copies() -> Finding:
    searches = canaries.latest_searches(1)
    if not searches:
        return broken("nothing was searched yet")
    [last] = searches
    return holds_if(
        true=not last.opened, measured=f"{last.opened} could be opened", copies=last.copies
    )


@probe("erasure.canary_recent")
def canary_recent() -> Finding:
    limit = 2 * canary_rules.EVERY
    hours = f"{limit.total_seconds() / 3600:g}"
    searches = canaries.latest_searches(1)
    if not searches:
        return broken("nothing was searched yet", hours=hours)
    at = searches[0].at
    recent = timedelta(0) <= now() - at <= limit
    return holds_if(true=recent, measured=f"at {at:%Y-%m-%d %H:%M} UTC", hours=hours)


@probe("erasure.canary_reach")
def canary_reach() -> Finding:
    hatched = canaries.latest_canaries(1)
    if not hatched:
        return broken("there is none yet")
    return none_of(hatched[0].uncovered, looked_at="the tables in which the last one has rows")


@probe("erasure.shared", everywhere=False)
def shared() -> Finding:
    """Each record has a rule that is sound for its table, and none is shut for want of a word."""
    chosen = erasures.sharing_chosen(current_tenant())
    wrong = [f"waits: {one.pk}" for one in erasures.undecided_shared()]
    for holding in shared_holdings():
        column = sharing_column(holding).name
        sound = [*sound_rules(holding.model), Sharing.WAITING]
        strange = holding.model._default_manager.exclude(**{f"{column}__in": sound})
        wrong += [f"{holding.label} without a sound rule: {pk}" for pk in _first(strange)]
    return none_of(
        wrong,
        looked_at=f"the records of {len(shared_holdings())} tables",
        rule=chosen.value if chosen else "as declared",
    )


def _first(rows: "QuerySet[Model]") -> list[object]:
    return list(rows.values_list("pk", flat=True)[:_LATEST])


@probe("erasure.holds", everywhere=False)
def legal_holds() -> Finding:
    force = list(holds_queries.in_force())
    alone = [str(one.pk) for one in force if one.placed_by == one.approved_by]
    return none_of(alone, looked_at="who placed and who approved", holds=len(force))
