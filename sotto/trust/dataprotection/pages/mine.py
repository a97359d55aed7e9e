"""My data: what is held about whoever is signed in, and all of it to take away (PBX-60, ENT-60)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotto.personal_data.access import count_items
from sotto.personal_data.registry import holdings
from sotto.personal_data.vocabulary import Category
from sotto.personal_data.words import said
from sotto.trust.access.models import Account
from sotto.trust.access.permissions import account_of
from sotto.trust.audit.services import record
from sotto.trust.dataprotection.services.archive import passed_on
from sotto.trust.dataprotection.services.archive.facts import LANGUAGES, Facts
from sotto.trust.dataprotection.services.export import SubjectExport, Wish, actors_of
from sotto.trust.retention.services import period_of
from sotto.trust.tenants.queries import tenant_by_id
from sotto.web.navigation import Tile


@dataclass(frozen=True, slots=True)
class Held:
    """One table, as the page shows it."""

    title: str
    count: int
    purpose: str
    basis: str
    source: str
    kept: str


@require_safe
def mine_page(request: HttpRequest) -> HttpResponse:
    actor = account_of(request)
    facts = _facts(actor)
    content = {"tables": _held(actor, facts), "sentences": facts.sentences()}
    record("dataprotection:own:viewed", subject=actor.owner)
    return render(request, "dataprotection/mine.html", content)


@require_POST
def archive_page(request: HttpRequest) -> StreamingHttpResponse:
    """Made while it is sent: nothing of it lies on a disk here. The trail says who asked."""
    actor = account_of(request)
    export = SubjectExport(actor.tenant_id, actor.owner, Wish(language=_language()))
    response = StreamingHttpResponse(export.chunks(), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


def tile(request: HttpRequest) -> Tile:
    actor = account_of(request)
    items = sum(count_items(actor.owner, actors=actors_of(actor.owner)).values())
    return Tile(str(items), ngettext("item about you", "items about you", items))


def _held(actor: Account, facts: Facts) -> list[Held]:
    """Tables with anything about this person; the trail last."""
    counts = count_items(actor.owner, actors=actors_of(actor.owner))
    described = facts.tables()
    last = {one.label for one in holdings() if one.declared.category is Category.MAINTENANCE}
    periods = {one.label: period_of(one.declared.retention) for one in holdings()}
    return [
        Held(
            title=said(described[label]["title"], facts.language),
            count=count,
            purpose=said(described[label]["purpose"], facts.language),
            basis=said(described[label]["basis"], facts.language),
            source=said(described[label]["source"], facts.language),
            kept=_kept(periods[label]),
        )
        for label, count in sorted(counts.items(), key=lambda pair: pair[0] in last)
    ]


def _kept(period: timedelta | None) -> str:
    if period is None:
        return _("until it is removed")
    return ngettext("%(days)s day", "%(days)s days", period.days) % {"days": period.days}


def _facts(actor: Account) -> Facts:
    return Facts(
        tenant=tenant_by_id(actor.tenant_id),
        subject=actor.owner,
        made_at=datetime.now(UTC),
        language=_language(),
        told=passed_on(actor.owner),
    )


def _language() -> str:
    """The one in which the page is read."""
    language = get_language()
    return language if language in LANGUAGES else LANGUAGES[0]
