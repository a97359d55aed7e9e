"""My consents: what I am asked, in its words; yes and no weigh the same (Art. 7(3); UCC-05)."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST, require_safe

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.access.permissions import account_of
from sotto.trust.audit.services import record
from sotto.trust.consents import queries, rules
from sotto.trust.consents.rules import Consentable, Said
from sotto.trust.consents.services import (
    PurposeUnknown,
    ask,
    consentables,
    decline,
    give,
    withdraw,
)
from sotto.web.navigation import Tile
from sotto.web.pages import SeeOther


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    subject = account_of(request).owner
    ask(subject)
    said = queries.said_by(subject)
    answers = queries.answers_of(subject)
    content = {
        "questions": [_shown(one, said) for one in consentables()],
        "answers": [(one, _title(one.purpose, one.version, one.language)) for one in answers],
        "restriction": queries.standing_restriction(subject),
        "objections": queries.standing_objections(subject),
    }
    record("consents:own:viewed", subject=subject)
    return render(request, "consents/mine.html", content)


@require_POST
def answer_page(request: HttpRequest) -> HttpResponse:
    """`answer` is yes or no. Raises PurposeUnknown."""
    subject, wanted = account_of(request).owner, _purpose(request.POST.get("purpose", ""))
    had = any(one.is_yes for one in queries.said_by(subject) if one.purpose == wanted)
    if request.POST.get("answer") == "yes":
        give(subject, wanted)
    elif had:
        withdraw(subject, wanted)
    else:
        decline(subject, wanted)
    return SeeOther(reverse("consents:mine"))


def tile(request: HttpRequest) -> Tile:
    said = queries.said_by(account_of(request).owner)
    waiting = sum(rules.is_asked(one, said) for one in consentables())
    return Tile(str(waiting), ngettext("question to you", "questions to you", waiting))


def _shown(consentable: Consentable, said: list[Said]) -> dict[str, object]:
    words = consentable.current
    return {
        "slug": consentable.purpose.name.lower(),
        "question": _in_language(words.question, get_language()),
        "consequence": _in_language(words.consequence, get_language()),
        "version": words.version,
        "is_given": rules.has_consent(consentable, said),
        "is_asked": rules.is_asked(consentable, said),
    }


def _title(purpose: str, version: int, language: str) -> str:
    """The very words that were answered."""
    for one in consentables():
        for wording in one.wordings:
            if one.purpose == purpose and wording.version == version:
                return _in_language(wording.question, language)
    return purpose


def _in_language(texts: Mapping[str, str], language: str | None) -> str:
    return texts.get((language or "en")[:2]) or texts["en"]


def _purpose(slug: str) -> Purpose:
    try:
        return Purpose[slug.upper()]
    except KeyError:
        raise PurposeUnknown from None
