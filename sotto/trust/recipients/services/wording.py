"""What letters to recipients say: in English and German both, and about nobody by name."""

from sotto.trust.recipients.models import Notice
from sotto.trust.recipients.rules import Topic
from sotto.trust.tenants.models import Tenant

_DEEDS = {
    Topic.ERASURE: (
        "has erased the data of a person that was passed on to you. Please erase it, too.",
        (
            "hat Daten eines Menschen gelöscht, die Ihnen übermittelt wurden. Bitte löschen Sie "
            "sie ebenfalls."
        ),
    ),
    Topic.RECTIFICATION: (
        (
            "has corrected data of a person that was passed on to you ({fields}). Please fetch it "
            "anew, or correct it."
        ),
        (
            "hat Daten eines Menschen berichtigt, die Ihnen übermittelt wurden ({fields}). Bitte "
            "holen Sie sie neu, oder berichtigen Sie sie."
        ),
    ),
    Topic.RESTRICTION: (
        (
            "may not use the data of a person for now that was passed on to you. Please restrict "
            "its use, too."
        ),
        (
            "darf Daten eines Menschen vorerst nicht verwenden, die Ihnen übermittelt wurden. "
            "Bitte schränken Sie die Verwendung ebenfalls ein."
        ),
    ),
}
_LETTER = """\
{again_en}{tenant} {deed_en}
You find it under what went along with the data: {references}
Please say what you did: {link}
(Article 19 of the General Data Protection Regulation. This letter names nobody.)

{again_de}{tenant} {deed_de}
Sie finden sie unter dem, was mit den Daten kam: {references}
Bitte sagen Sie, was Sie getan haben: {link}
(Artikel 19 der Datenschutz-Grundverordnung. Dieser Brief nennt niemanden.)
"""


_REMOVAL = """\
{again_en}{tenant} has been removed as a customer, and all of its data erased.
Please erase everything that you ever got from it, of whomever it is.
Please say what you did: {link}
(Articles 17 and 19 of the General Data Protection Regulation. This letter names nobody.)

{again_de}{tenant} wurde als Kunde entfernt, und alle seine Daten wurden gelöscht.
Bitte löschen Sie alles, was Sie je von dort bekommen haben, von wem auch immer es ist.
Bitte sagen Sie, was Sie getan haben: {link}
(Artikel 17 und 19 der Datenschutz-Grundverordnung. Dieser Brief nennt niemanden.)
"""


def letter_text(notice: Notice, tenant: Tenant, *, link: str) -> str:
    fields = ", ".join(notice.fields)
    is_again = notice.sent_at is not None
    said = {
        "tenant": tenant.name,
        "link": link,
        "again_en": "We have not heard from you yet. " if is_again else "",
        "again_de": "Wir haben noch nichts von Ihnen gehört. " if is_again else "",
    }
    if notice.topic == Topic.REMOVAL:
        return _REMOVAL.format(**said)
    english, german = _DEEDS[Topic(notice.topic)]
    return _LETTER.format(
        deed_en=english.format(fields=fields),
        deed_de=german.format(fields=fields),
        references=", ".join(notice.references),
        **said,
    )


def trial_text() -> str:
    return "A trial: letters from Sotto arrive here.\nEin Versuch: Briefe von Sotto kommen hier an."
