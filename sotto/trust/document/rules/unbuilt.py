"""What other systems say of themselves and Sotto can't say yet, or only its operator can say.

A line leaves this file for its chapter's on the day it is built and has a probe.
"""

from sotto.trust.document.rules import Chapter, Statement, Text, Verdict

_BUILT_LATER = """
collected.fields | PBX-03 ENT-03 APP-02 UCC-02 MSP-02
Mobile numbers, business addresses, departments and static locations of people.
Mobilnummern, Geschäftsadressen, Abteilungen und feste Standorte von Menschen.

transferred.federation | UCC-43
Messages and presence exchanged with other servers (XMPP).
Nachrichten und Anwesenheit im Austausch mit anderen Servern (XMPP).

transferred.mailboxes | UCC-21 UCC-45
Messages in a mail server's mailboxes (IMAP), calendars, sign-in there by OAuth 2.0.
Nachrichten in Postfächern eines Mailservers (IMAP), Kalender, Anmeldung dort mit OAuth 2.0.

transferred.import | MSP-42
Users imported from a spreadsheet that a directory or a provider filled in.
Benutzer aus einer Tabelle, die ein Verzeichnis oder ein Anbieter gefüllt hat.

transferred.avatars | UCC-48
Photos on telephones, and users with several devices known to other servers.
Fotos auf Telefonen und Benutzer mehrerer Geräte auf anderen Servern.

identity.presets | ENT-11 APP-11
Lockout as a policy of each class of account: three, five or fifteen failures.
Sperre als Regel je Kontoart: nach drei, fünf oder fünfzehn Fehlversuchen.

identity.teleworkers | PBX-11 PBX-13
PIN inside the local network only, strong password outside, and a lock of thirty minutes there.
PIN nur im lokalen Netz, außerhalb ein starkes Passwort und dort dreißig Minuten Sperre.

identity.strength | PBX-12 MSP-12 UCC-11
A password's strength shown as it is typed, and levels of strength to choose.
Die Stärke eines Passworts beim Tippen, und Stufen der Stärke zur Wahl.

identity.machines | PBX-15 PBX-45
Accounts of other programs, with a profile for each interface.
Konten anderer Programme, mit einem Profil je Schnittstelle.

identity.allow_lists | PBX-16
Lists of networks that each interface admits, in the product itself.
Listen der Netze, die jede Schnittstelle zulässt, im Produkt selbst.

identity.account_changes | ENT-12 UCC-13
Accounts locked, unlocked and given a new password by an administrator; a banner at the door.
Konten vom Verwalter gesperrt, entsperrt, mit neuem Passwort; ein Hinweis an der Tür.

identity.keylock | PBX-42
A PIN for the telephone, which locks its keys by itself.
Eine PIN für das Telefon, das seine Tasten von selbst sperrt.

wire.presentation | PBX-41 ENT-40
Number and name withheld by profile or while a call lasts, and shown to those who may override.
Nummer und Name nach Profil oder während des Anrufs verborgen, und gezeigt, wem es zusteht.

wire.trunks | PBX-40
Lines to the public network, encrypted where the other side can.
Leitungen ins öffentliche Netz, verschlüsselt, wo die Gegenseite es kann.

wire.hot_desks | ENT-41
Signing in to any free telephone over HTTPS, on several service nodes.
Anmeldung an jedem freien Telefon über HTTPS, auf mehreren Knoten.

wire.deployment | UCC-46
A client set up by a code that works for six weeks or three downloads.
Ein Programm, eingerichtet durch einen Code für sechs Wochen oder drei Abrufe.

wire.signing_requests | ENT-23 UCC-23
Certificates of others: requests for signature, and renewal by itself (ACME).
Zertifikate anderer: Anträge auf Unterschrift und Erneuerung von selbst (ACME).

wire.choice | PBX-23
TLS versions that an administrator chooses.
TLS-Versionen nach Wahl des Verwalters.

storage.conferences | UCC-31 UCC-44
Conferences: public chats, recordings and uploads behind a password; private chats nowhere.
Konferenzen: Chats, Aufnahmen, Dateien hinter einem Passwort; private Chats nirgends.

rights.presence | UCC-41
Who sees whether one is there: decided by each, ruled by the organisation.
Wer sieht, ob jemand da ist: jeder entscheidet selbst, die Organisation regelt es.

rights.announced | UCC-05
A call that is recorded says so.
Ein Gespräch, das aufgezeichnet wird, sagt es an.

erasure.guests | PBX-74
Guests' data and charges deleted at check-out.
Daten und Entgelte von Gästen, beim Abreisen gelöscht.

audit.diagnostics | APP-81
Diagnostic logs, switched on to find a fault.
Diagnoseprotokolle, eingeschaltet für die Fehlersuche.

operation.reports | APP-43
Reports of calls and of a contact centre, by business unit.
Auswertungen der Gespräche und eines Callcenters nach Bereichen.

operation.advisories | ENT-83
Advisories about weaknesses that were found.
Hinweise auf Schwächen, die gefunden wurden.
"""

_OPERATORS_WORD = """
collected.hosting | PBX-01 ENT-01
The same program runs on premises and hosted; here it runs where the operator says.
Dasselbe Programm läuft im Haus und gehostet; hier läuft es, wo der Betreiber sagt.

transferred.cloud | PBX-81 ENT-81 UCC-34
Nothing goes to a cloud service that the operator has not put into the register.
Nichts geht an einen Clouddienst, den der Betreiber nicht ins Verzeichnis gesetzt hat.

identity.operating_system | PBX-10 ENT-10 UCC-10
The operating system logs who signs in to the machine, root included.
Das Betriebssystem protokolliert, wer sich an der Maschine anmeldet, auch root.

operation.updates | PBX-16
Security updates of the operating system are installed in time.
Sicherheitsaktualisierungen des Betriebssystems werden rechtzeitig eingespielt.

operation.terms | PBX-82
A contract for processing, terms of use and a privacy notice are agreed and published.
Vertrag zur Auftragsverarbeitung, Bedingungen und Datenschutzhinweis gelten und sind bekannt.

operation.duties | PBX-82 ENT-82 APP-82 UCC-82 MSP-82
Who operates this answers for keeping the law; this document is evidence, not legal advice.
Wer dies betreibt, haftet für das Recht; dieses Dokument ist Beleg, keine Rechtsberatung.
"""


def _read(text: str, by: Verdict, where: str) -> tuple[Statement, ...]:
    """Three lines each: id and numbers, English, German."""
    return tuple(_one(block, by, where) for block in text.strip().split("\n\n"))


def _one(block: str, by: Verdict, where: str) -> Statement:
    head, english, german = block.splitlines()
    name, numbers = head.split(" | ")
    chapter = Chapter(name.partition(".")[0])
    return Statement(name, chapter, Text(english, german), tuple(numbers.split()), where, by)


STATEMENTS = (
    *_read(_BUILT_LATER, Verdict.ABSENT, "-"),
    *_read(_OPERATORS_WORD, Verdict.DECLARED, "the operator"),
)
