"""Backups and the last drill, in figures. No file's place and no key stands here."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sotto.trust.access.permissions import account_of, for_officers
from sotto.trust.audit.services import record
from sotto.trust.backup import queries
from sotto.trust.backup.rules import Findings

AT_ONCE = 20
_WIDTH = 1000.0


@dataclass(frozen=True)
class Bar:
    """Two figures as one bar: what is as it should be, and what is not."""

    title: Promise
    good: int
    good_text: Promise
    bad: int
    bad_text: Promise

    @property
    def good_width(self) -> float:
        """In thousandths; at least one where there is anything, so that it can be seen."""
        whole = self.good + self.bad
        if not whole:
            return 0
        share = self.good / whole * _WIDTH
        return round(min(max(share, float(self.good > 0)), _WIDTH - float(self.bad > 0)), 1)

    @property
    def bad_width(self) -> float:
        return round(_WIDTH - self.good_width, 1) if self.bad else 0


@require_safe
@for_officers
def page(request: HttpRequest) -> HttpResponse:
    shown = Paginator(queries.backups_visible_to(account_of(request)), AT_ONCE)
    drill = queries.latest_drill()
    content = {
        "page": shown.get_page(request.GET.get("page")),
        "newest": queries.latest_backup(),
        "failed": queries.latest_failure(),
        "is_scheduled": queries.is_scheduled(),
        "every": settings.SOTTO.backup_every,
        "keep": settings.SOTTO.backup_keep,
        "is_overdue": queries.backup_is_overdue(now=timezone.now()),
        "restore": queries.unconfirmed_restore(),
        "drill": drill,
        "found": None if drill is None else Findings.from_json(drill.report),
        "bars": [] if drill is None else bars(Findings.from_json(drill.report)),
    }
    record("backup:list:viewed")
    return render(request, "backup/backups.html", content)


def bars(found: Findings) -> list[Bar]:
    return [
        Bar(
            gettext_lazy("Of erased people"),
            found.erased_closed + found.files_erased_closed,
            gettext_lazy("stayed closed"),
            found.erased_opened + found.files_erased_opened,
            gettext_lazy("could be opened"),
        ),
        Bar(
            gettext_lazy("Of living people"),
            found.living_opened + found.files_living_opened,
            gettext_lazy("opened"),
            found.living_closed + found.files_living_closed + found.files_missing + found.damaged,
            gettext_lazy("could not be opened"),
        ),
    ]
