"""What differs by country: digits to hide, how long data may be kept, what callers are told.

Pure data. A figure says where it comes from: `law` names the text, and is empty where the figure
is our own cautious choice; `read` names where that text was read, and is empty while nobody has
confirmed it. Dates and addresses: docs/operate/retention.md. No legal advice. PBX-71, ENT-30.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

CALL_DETAIL: Final = "call detail"
VOICEMAIL: Final = "voice mail"
AUDIT_TRAIL: Final = "audit trail"
REQUESTS: Final = "requests of data subjects"
RECORDING: Final = "recording"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long one class may be kept, counted from an item's own day.

    least, most: a tenant may choose nothing below or above; `usual` holds until it chooses.
    law: the text behind `most`; empty: our choice. read: where it was; empty: not confirmed.
    """

    least: timedelta
    most: timedelta
    usual: timedelta
    law: str
    because: Text
    read: str = ""

    @property
    def is_law(self) -> bool:
        return bool(self.law)


@dataclass(frozen=True, slots=True)
class CountryProfile:
    """`code` is ISO 3166-1 alpha-2, empty for the strict default.

    masked_digits: of somebody else's number, hidden at its end; digits_law, digits_read as in
    `Limit`.
    must_hear: whoever lifts the mask says that the employee concerned was heard.
    languages: of the notices, the first is the country's first.
    """

    code: str
    name: Text
    masked_digits: int
    digits_law: str
    limits: Mapping[str, Limit]
    authority: str
    languages: tuple[str, ...]
    digits_read: str = ""
    must_hear: bool = False
    notices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def limit(self, retention: str) -> Limit:
        """Of a class by its name; a class that nobody thought of has the strictest."""
        return self.limits.get(retention, STRICTEST)

    def citations(self) -> dict[str, str]:
        """Each law that a figure names, and where it was read; empty: not confirmed."""
        cited = [(self.digits_law, self.digits_read)]
        cited += [(one.law, one.read) for one in self.limits.values()]
        return {law: read for law, read in cited if law}

    def notice(self, which: str, language: str) -> str:
        """`recording` or `voicemail`, in this language if there is one, else in the country's."""
        texts = _NOTICES[which]
        return texts.get(language) or texts[self.languages[0]]


def _days(least: int, most: int, usual: int, law: str, because: Text, read: str = "") -> Limit:
    return Limit(timedelta(least), timedelta(most), timedelta(usual), law, because, read)


HALF_A_YEAR: Final = 184  # Days; no half-year is longer.
_OURS: Final = _("No figure in law that we know of: our choice, and a cautious one.")
_BILLING: Final = _("For bills, by providers; we take it as the limit for everybody.")
STRICTEST: Final = _days(1, 92, 30, "", _OURS)

_VOICEMAIL: Final = _days(1, 366, 90, "", _OURS)
_AUDIT: Final = _days(
    365, 3660, 1096, "", _("Our choice: an account that is shorter than a year proves little.")
)
_REQUESTS: Final = _days(
    365, 3660, 1096, "", _("Our choice: long enough to show that a request was answered.")
)
_RECORDING: Final = _days(1, 92, 30, "", _OURS)
_CALLS: Final = _days(1, HALF_A_YEAR, 90, "", _OURS)
_COMMON: Final = {
    CALL_DETAIL: _CALLS,
    VOICEMAIL: _VOICEMAIL,
    AUDIT_TRAIL: _AUDIT,
    REQUESTS: _REQUESTS,
    RECORDING: _RECORDING,
}

# The notices say what happens and how to object; an operator may record others.
_NOTICES: Final[Mapping[str, Mapping[str, str]]] = {
    "recording": {
        "en": "This call is to be recorded. If you do not want that, please say so now.",
        "de": "Dieses Gespräch soll aufgezeichnet werden. Wenn Sie das nicht möchten, sagen Sie es "
        "bitte jetzt.",
        "fr": "Cet appel va être enregistré. Si vous ne le souhaitez pas, dites-le maintenant.",
        "it": "Questa chiamata sarà registrata. Se non lo desidera, lo dica ora.",
        "es": "Esta llamada se va a grabar. Si no lo desea, dígalo ahora.",
        "nl": "Dit gesprek wordt opgenomen. Als u dat niet wilt, zeg het dan nu.",
    },
    "voicemail": {
        "en": "Your message is stored encrypted, and deleted after a time.",
        "de": "Ihre Nachricht wird verschlüsselt gespeichert und nach einer Frist gelöscht.",
        "fr": "Votre message est conservé chiffré, puis supprimé après un délai.",
        "it": "Il suo messaggio è conservato cifrato ed eliminato dopo un periodo.",
        "es": "Su mensaje se guarda cifrado y se borra pasado un plazo.",
        "nl": "Uw bericht wordt versleuteld bewaard en na enige tijd gewist.",
    },
}

STRICT: Final = CountryProfile(
    code="",
    name=_("Any country: the strict default"),
    masked_digits=4,
    digits_law="",
    limits={
        CALL_DETAIL: _days(1, 123, 30, "", _OURS),
        VOICEMAIL: _days(1, 184, 30, "", _OURS),
        AUDIT_TRAIL: _AUDIT,
        REQUESTS: _REQUESTS,
        RECORDING: _RECORDING,
    },
    authority="the data protection authority of your country",
    languages=("en",),
)

_PROFILES: Final = (
    CountryProfile(
        code="DE",
        name=_("Germany"),
        masked_digits=3,
        digits_law="TDDDG § 11 (1), (4)",
        digits_read="bundestag/gesetze",
        limits={
            **_COMMON,
            CALL_DETAIL: _days(1, HALF_A_YEAR, 90, "TDDDG § 10 (2)", _BILLING, "bundestag/gesetze"),
        },
        authority="Die Datenschutzaufsicht des Bundeslandes; für Anbieter die BfDI",
        languages=("de",),
    ),
    CountryProfile(
        code="FR",
        name=_("France"),
        masked_digits=4,
        digits_law="CNIL, norme simplifiée 47 (2005): chiffres",
        digits_read="village-justice.com, itlaw.fr",
        must_hear=True,
        limits={
            **_COMMON,
            CALL_DETAIL: _days(
                1,
                366,
                90,
                "CNIL, norme simplifiée 47 (2005): durée",
                _("One year for telephone use at work. No longer binding, still the yardstick."),
            ),
            RECORDING: _days(
                1,
                HALF_A_YEAR,
                30,
                "CNIL, norme simplifiée 57 (2014)",
                _("Six months at most. No longer binding, still the yardstick."),
                "les-infostrateges.com, telnowedge.com",
            ),
        },
        authority="CNIL",
        languages=("fr",),
    ),
    CountryProfile(
        code="AT",
        name=_("Austria"),
        masked_digits=3,
        digits_law="Einzelentgeltnachweisverordnung § 6 (1)",
        digits_read="ris.bka.gv.at",
        limits={
            **_COMMON,
            CALL_DETAIL: _days(1, 123, 60, "TKG 2021 § 167 (2)", _BILLING, "ris.bka.gv.at"),
        },
        authority="Österreichische Datenschutzbehörde",
        languages=("de",),
    ),
    CountryProfile(
        code="CH",
        name=_("Switzerland"),
        masked_digits=4,
        digits_law="",
        limits=_COMMON,
        authority="EDÖB / PFPDT / IFPDT",
        languages=("de", "fr", "it"),
    ),
    CountryProfile(
        code="IT",
        name=_("Italy"),
        masked_digits=3,
        digits_law="D.Lgs. 196/2003, art. 124 (4)",
        digits_read="gazzettaufficiale.it",
        limits={
            **_COMMON,
            CALL_DETAIL: _days(
                1, HALF_A_YEAR, 90, "D.Lgs. 196/2003, art. 123 (2)", _BILLING, "e-glossa.it"
            ),
        },
        authority="Garante per la protezione dei dati personali",
        languages=("it",),
    ),
    CountryProfile(
        code="ES",
        name=_("Spain"),
        masked_digits=4,
        digits_law="",
        limits=_COMMON,
        authority="Agencia Española de Protección de Datos",
        languages=("es",),
    ),
    CountryProfile(
        code="NL",
        name=_("Netherlands"),
        masked_digits=4,
        digits_law="",
        limits=_COMMON,
        authority="Autoriteit Persoonsgegevens",
        languages=("nl",),
    ),
    CountryProfile(
        code="GB",
        name=_("United Kingdom"),
        masked_digits=4,
        digits_law="",
        limits=_COMMON,
        authority="Information Commissioner's Office",
        languages=("en",),
    ),
)
PROFILES: Final[Mapping[str, CountryProfile]] = {one.code: one for one in _PROFILES}
_ALSO: Final = {"UK": "GB"}  # Said everywhere, though ISO 3166-1 only reserves it.


def profile(code: str) -> CountryProfile:
    """The profile of a country; the strict default where there is none."""
    return PROFILES.get(_ALSO.get(code.upper(), code.upper()), STRICT)


def is_country(code: str) -> bool:
    """Two letters, as ISO 3166-1 has them; a country without a profile is one, too."""
    return len(code) == 2 and code.isascii() and code.isalpha()  # noqa: PLR2004 -- alpha-2.
