"""The words of the pages for what rules and models name."""

from django.utils.translation import gettext_lazy as _

from sotto.personal_data.vocabulary import Purpose
from sotto.trust.consents.rules import Case
from sotto.trust.requests.rules import Channel, Ground, Kind, Proof, State

KINDS = {
    Kind.ACCESS: _("access: what is stored about me"),
    Kind.PORTABILITY: _("portability: my data, for a machine"),
    Kind.RECTIFICATION: _("rectification: something is wrong"),
    Kind.RESTRICTION: _("restriction: store it, use it no more"),
    Kind.OBJECTION: _("objection: not for this purpose"),
    Kind.ERASURE: _("erasure: delete everything about me"),
}
SHORT_KINDS = {
    Kind.ACCESS: _("Access"),
    Kind.PORTABILITY: _("Portability"),
    Kind.RECTIFICATION: _("Rectification"),
    Kind.RESTRICTION: _("Restriction"),
    Kind.OBJECTION: _("Objection"),
    Kind.ERASURE: _("Erasure"),
}
STATES = {
    State.OPEN: _("open"),
    State.WAITING: _("waiting for identity"),
    State.DECIDED: _("decision made"),
    State.DELIVERED: _("answer given"),
    State.CLOSED: _("closed"),
}
CHANNELS = {
    Channel.TELEPHONE: _("by telephone"),
    Channel.LETTER: _("by letter"),
    Channel.EMAIL: _("by e-mail"),
    Channel.IN_PERSON: _("in person"),
    Channel.PORTAL: _("on its own page"),
}
PROOFS = {
    Proof.CALLED_BACK: _("I called back at a number that we know"),
    Proof.KNOWN: _("I know this person"),
    Proof.DOCUMENT: _("I saw a document; no copy is kept"),
    Proof.CHALLENGE: _("a code was repeated"),
    Proof.SIGNED_IN: _("signed in"),
}
GROUNDS = {
    Ground.UNIDENTIFIED: _("It can't be made sure who asks (Art. 12(2), 11(2))"),
    Ground.EXCESSIVE: _("Manifestly unfounded or excessive (Art. 12(5))"),
    Ground.RIGHTS_OF_OTHERS: _("It would harm the rights of others (Art. 15(4), 20(4))"),
    Ground.NOT_PORTABLE: _("It rests neither on consent nor on a contract (Art. 20(1))"),
    Ground.ACCURATE: _("The data is right as it is (Art. 16)"),
    Ground.NO_CASE: _("None of the four cases of Art. 18(1)"),
    Ground.COMPELLING: _("Compelling legitimate grounds outweigh it (Art. 21(1))"),
    Ground.LEGAL_OBLIGATION: _("A law obliges us to keep it (Art. 17(3)(b))"),
    Ground.CLAIMS: _("Needed for legal claims (Art. 17(3)(e), 21(1))"),
    Ground.NEEDED: _("Still needed for what it was collected for (Art. 17(1))"),
}
CASES = {
    Case.CONTESTED: _("The person says that the data is wrong, and we look (a)"),
    Case.UNLAWFUL: _("It should not be there, but the person wants it kept (b)"),
    Case.CLAIMS: _("The person needs it for legal claims (c)"),
    Case.OBJECTED: _("The person has objected, and we weigh it (d)"),
}
PURPOSES = {
    Purpose.SHOW: _("showing my name, number and messages on pages to those who may see them"),
}
STEPS = {
    "receipt": _("The person was told that the request has come"),
    "identityquestion": _("Asked who it is; the clock stands still"),
    "identitycheck": _("It is sure who asks"),
    "extension": _("Two months more, with reasons"),
    "decision": _("Decided"),
    "correction": _("Put right"),
    "offer": _("An archive waits to be fetched"),
    "delivery": _("Answered"),
    "closure": _("Closed"),
}
GRANTED = _("granted")
