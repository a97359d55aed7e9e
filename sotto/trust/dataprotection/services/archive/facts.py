"""What Art. 15(1) and (2) ask for beside the data: purposes, bases, recipients, dates, rights.

All of it is read off the declarations, the tenant and what the rooms below have written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from sotto.personal_data.countries import CountryProfile, profile
from sotto.personal_data.registry import Holding, holdings
from sotto.personal_data.vocabulary import Category
from sotto.personal_data.words import said
from sotto.trust.tenants.models import Tenant

LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Facts:
    """Of one archive. language: of what people read; JSON is in English. told: to whom."""

    tenant: Tenant
    subject: UUID
    made_at: datetime
    language: str
    told: tuple[Mapping[str, Any], ...] = ()  # Any: JSON.

    @property
    def profile(self) -> CountryProfile:
        return profile(self.tenant.country)

    def tables(self) -> dict[str, dict[str, Any]]:
        """Why we have what we have. Any: JSON."""
        return {one.label: _table(one) for one in holdings()}

    def general(self) -> dict[str, Any]:
        """For machines, in English. Any: JSON."""
        return {
            "controller": self.tenant.name,
            "country": self.tenant.country,
            "rights": ["rectification", "erasure", "restriction", "objection", "portability"],
            "complaint_to": self.profile.authority,
            "automated_decisions": "none",
            "transfers": list(self.told),
        }

    def sentences(self) -> list[tuple[str, str]]:
        """The same for people, in their language: heading and text."""
        with override(self.language):
            return [
                (_("Who is responsible"), self.tenant.name),
                (
                    _("Your rights"),
                    _(
                        "You may have wrong data corrected, have data erased or its use "
                        "restricted, object to its use, and take it elsewhere. Ask the one "
                        "responsible."
                    ),
                ),
                (
                    _("Complaint"),
                    _("If you are not content with the answer, turn to: %(authority)s.")
                    % {"authority": said(self.profile.authority, self.language)},
                ),
                (_("Automated decisions"), _("None are made, and no profile of you is drawn.")),
                (
                    _("Other people"),
                    _(
                        "What is about other people is masked: numbers lose their last digits, "
                        "other text is withheld."
                    ),
                ),
                (_("To whom it was passed on"), self._transfers()),
            ]

    def _transfers(self) -> str:
        if not self.told:
            return _("No transfer to anybody outside is recorded.")
        return "; ".join(self._transfer(one) for one in self.told)

    def _transfer(self, one: Mapping[str, Any]) -> str:
        """Name, country, day, what, and on which ground."""
        what = (said(category, self.language) for category in one["categories"])
        parts = [one["recipient"], one["country"], one["at"][:10], *what]
        return ", ".join(filter(None, [*parts, said(one["ground"], self.language)]))


def _table(holding: Holding) -> dict[str, Any]:
    declared = holding.declared
    return {
        "title": holding.title,
        "category": declared.category,
        "purpose": declared.purpose,
        "basis": declared.basis,
        "retention": declared.retention.name,
        "recipients": list(declared.recipients),
        "source": declared.source or _SOURCES[declared.category],
    }


def readable(table: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """A table's facts for people. Any: JSON."""
    with override(language):
        recipients = ", ".join(said(one, language) for one in table["recipients"])
        return [
            (_("What for"), said(table["purpose"], language)),
            (_("Legal basis"), said(table["basis"], language)),
            (_("Kept as"), said(table["retention"], language)),
            (_("Where it is from"), said(table["source"], language)),
            (_("Passed on to"), recipients or _("nobody")),
        ]


_SOURCES = {
    Category.PROVISIONING: "an administrator, or the person itself",
    Category.ACTIVITY: "made by the system while it was used",
    Category.CONTENT: "those who spoke or wrote",
    Category.MAINTENANCE: "made by the system for its own account",
}
