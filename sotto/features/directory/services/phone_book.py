"""The phone book: who of the colleagues wants to be found, and by what. Consent, both (UCC-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from typing_extensions import override

from sotto.features.directory.models import Number, Person
from sotto.personal_data.actor import acting, current_actor
from sotto.personal_data.records import unseal
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents.rules import Consentable, Wording
from sotto.trust.consents.services import who_may_be_shown

# The words that people answer to are kept with their answers by version: a change is a new one.
LISTED: Final = Consentable(
    Purpose.PHONE_BOOK,
    (
        Wording(
            1,
            {
                "en": "May your colleagues see your name and extension in the phone book?",
                "de": "Dürfen Ihre Kolleginnen und Kollegen Ihren Namen und Ihre Durchwahl im "
                "Telefonbuch sehen?",
            },
            {
                "en": "With a yes, everybody who can sign in here finds you. With a no, only those "
                "who know your extension can call you; that works as before.",
                "de": "Bei Ja findet Sie, wer sich hier anmelden kann. Bei Nein erreicht Sie nur, "
                "wer Ihre Durchwahl kennt; das geht wie bisher.",
            },
        ),
    ),
)
EMAIL_LISTED: Final = Consentable(
    Purpose.PHONE_BOOK_EMAIL,
    (
        Wording(
            1,
            {
                "en": "May your e-mail address stand beside your name in the phone book?",
                "de": "Darf Ihre E-Mail-Adresse im Telefonbuch neben Ihrem Namen stehen?",
            },
            {
                "en": "It is shown only if your name is. With a no, nothing else changes.",
                "de": "Sie erscheint nur, wenn Ihr Name dort steht. Bei Nein ändert sich sonst "
                "nichts.",
            },
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of the phone book. email: empty without consent to that."""

    name: str
    extension: str
    email: str

    @override
    def __repr__(self) -> str:
        return "<Listing>"


def phone_book() -> list[Listing]:
    """Everybody of the current tenant who consents, by name.

    Each value is opened for the purpose that was consented to, so that the keyring refuses what a
    row here should have missed.
    """
    consenting = who_may_be_shown(Purpose.PHONE_BOOK)
    with_email = who_may_be_shown(Purpose.PHONE_BOOK_EMAIL) & consenting
    people = _opened(consenting, Purpose.PHONE_BOOK)
    extensions = _extensions([one.pk for one in people])
    emails = {
        one.owner: one.about_owner["email"] or ""
        for one in _opened(with_email, Purpose.PHONE_BOOK_EMAIL)
    }
    listed = [
        Listing(one.about_owner["name"], extensions.get(one.pk, ""), emails.get(one.owner, ""))
        for one in people
        if one.about_owner["name"] is not None
    ]
    return sorted(listed, key=lambda one: one.name.casefold())


def _opened(owners: set[UUID], purpose: Purpose) -> Sequence[Person]:
    actor = current_actor()
    with acting(actor.id, purpose=purpose, interface=actor.interface):
        return unseal(list(Person.objects.filter(owner__in=owners)))


def _extensions(people: Sequence[UUID]) -> dict[UUID, str]:
    actor = current_actor()
    with acting(actor.id, purpose=Purpose.PHONE_BOOK, interface=actor.interface):
        numbers = unseal(list(Number.objects.filter(person__in=people).order_by("-pk")))
        return {one.person_id: one.about_owner["number"] or "" for one in numbers}
