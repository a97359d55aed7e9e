"""The words of declarations, in German: what a German's archive, pages and document say instead.

English is the language of the code: names of columns, purposes, roles. A word that is missing here
is shown in English; a test names those of the rooms that we have.
"""

from collections.abc import Mapping
from typing import Final

GERMAN: Final[Mapping[str, str]] = {
    # Roles.
    "owner": "betroffene Person",
    "caller": "Anrufer",
    "callee": "Angerufener",
    "actor": "Handelnder",
    "diverter": "Umleitender",
    # What erasing does.
    "delete the row": "die Zeile löschen",
    "remove this person from the row": "diese Person aus der Zeile nehmen",
    "remove this person and what was said; that something was said stays": (
        "diese Person und das Gesagte entfernen; dass etwas gesagt wurde, bleibt"
    ),
    "end this person's access; the row belongs to others": (
        "den Zugang dieser Person beenden; die Zeile gehört anderen"
    ),
    "keep the row; the pseudonym in it leads nowhere once the key is gone": (
        "die Zeile behalten; ohne Schlüssel führt das Pseudonym darin nirgendhin"
    ),
    # Tables.
    "Accounts": "Konten",
    "Calls": "Anrufe",
    "Devices": "Geräte",
    "Entries of the audit trail": "Einträge des Prüfprotokolls",
    "Files": "Dateien",
    "Hearings": "Abhörvermerke",
    "Identity codes": "Codes zum Identitätsnachweis",
    "Mailboxes": "Anrufbeantworter",
    "Messages": "Nachrichten",
    "Numbers": "Rufnummern",
    "One time links": "Einmal-Links",
    "Other parties": "Gesprächspartner",
    "People": "Personen",
    "Answers": "Antworten auf Einwilligungsfragen",
    "Closures": "Abschlüsse von Anträgen",
    "Corrections": "Berichtigungen",
    "Data requests": "Anträge",
    "Decisions": "Entscheidungen über Anträge",
    "Deliveries": "Übergaben",
    "Extensions": "Fristverlängerungen",
    "Holds": "Aufbewahrungen für Rechtsansprüche",
    "Identity checks": "Identitätsprüfungen",
    "Identity questions": "Fragen zur Identität",
    "Lifting notices": "Ankündigungen der Aufhebung",
    "Liftings": "Aufhebungen",
    "Notices": "Mitteilungen an Empfänger",
    "Own periods": "Eigene Fristen",
    "Withholdings": "Rufnummernunterdrückung",
    "Recipients": "Empfänger",
    "Transfers": "Weitergaben",
    "Objections": "Widersprüche",
    "Offers": "Bereitgestellte Archive",
    "Overrulings": "Zurückgewiesene Widersprüche",
    "Questions": "Einwilligungsfragen",
    "Receipts": "Eingangsbestätigungen",
    "Restrictions": "Einschränkungen",
    "Retractions": "Zurückgenommene Widersprüche",
    "Reveals": "Aufgedeckte Nummern",
    # Columns and values.
    "account": "Konto",
    "action": "Handlung",
    "added at": "hinzugefügt am",
    "algorithm": "Verfahren",
    "answered at": "angenommen am",
    "attempts": "Versuche",
    "audio": "Ton",
    "began at": "begonnen am",
    "call": "Anruf",
    "code hash": "Prüfwert des Codes",
    "confirmed at": "bestätigt am",
    "decision": "Entscheidung",
    "dialled": "gewählt",
    "email": "E-Mail",
    "ended at": "beendet am",
    "expires at": "gültig bis",
    "facts": "Tatsachen",
    "failures": "Fehlversuche",
    "finished at": "fertig am",
    "first met at": "zuerst gesehen am",
    "greeting": "Begrüßung",
    "ha1": "Prüfwert des Passworts",
    "heard at": "gehört am",
    "interface": "Zugang",
    "label": "Bezeichnung",
    "language": "Sprache",
    "last login": "letzte Anmeldung",
    "length": "Länge in Sekunden",
    "locked until": "gesperrt bis",
    "longest message": "längste Nachricht in Sekunden",
    "mailbox": "Anrufbeantworter",
    "message": "Nachricht",
    "message limit": "Höchstzahl der Nachrichten",
    "name": "Name",
    "number": "Nummer",
    "named at": "benannt am",
    "is refused": "ist abgelehnt",
    "day": "Tag",
    "Reminder addresses": "Adressen für Erinnerungen",
    "Reminder letters": "Erinnerungsschreiben",
    "object id": "Gegenstand",
    "outcome": "Ergebnis",
    "password": "Passwort",
    "person": "Person",
    "pin hash": "Prüfwert der PIN",
    "protection": "Schutz",
    "role": "Rolle",
    "sequence": "laufende Nummer",
    "sign in name": "Anmeldename",
    "sip code": "SIP-Status",
    "started at": "begonnen am",
    "token digest": "Prüfwert des Links",
    "username": "Benutzername",
    "wrong pins": "falsche PINs",
    "withheld": "unterdrückt",
    "yes": "ja",
    "no": "nein",
    "erased": "gelöscht",
    "restricted": "eingeschränkt",
    "set, not shown": "gesetzt, wird nicht gezeigt",
    "withheld: somebody else's": "zurückgehalten: betrifft jemand anderen",
    "address": "Adresse",
    "answer": "Antwort",
    "categories": "Kategorien",
    "chosen at": "gewählt am",
    "country": "Land",
    "days": "Tage",
    "details": "Einzelheiten",
    "fields": "Felder",
    "impossible at": "unmöglich seit",
    "made at": "angelegt am",
    "next at": "nächstens am",
    "noted by": "vermerkt von",
    "recipient": "Empfänger",
    "references": "Verweise",
    "reminders": "Erinnerungen",
    "secret": "Geheimnis",
    "sent at": "gesendet am",
    "topic": "Gegenstand",
    "approved at": "zugestimmt am",
    "approved by": "zugestimmt von",
    "asker": "Antragsteller",
    "at": "am",
    "case": "Fall",
    "channel": "Weg",
    "detail": "Einzelheiten",
    "effect": "Folge",
    "fetched at": "geholt am",
    "field": "Feld",
    "first month": "erster Monat",
    "ground": "Grund",
    "is cut": "gekürzt",
    "is granted": "stattgegeben",
    "is withdrawn": "zurückgenommen",
    "is yes": "zugestimmt",
    "keeps service": "Dienst bleibt",
    "kind": "Art",
    "last month": "letzter Monat",
    "leaf index": "Stelle im Prüfprotokoll",
    "lift asked at": "Aufhebung beantragt am",
    "lift asked by": "Aufhebung beantragt von",
    "lifted at": "aufgehoben am",
    "lifted by": "aufgehoben von",
    "missing": "fehlt",
    "objection": "Widerspruch",
    "placed at": "angelegt am",
    "placed by": "angelegt von",
    "proof": "Nachweis",
    "purpose": "Zweck",
    "reach": "Erreichbar unter",
    "reason": "Begründung",
    "received on": "eingegangen am",
    "request": "Antrag",
    "restriction": "Einschränkung",
    "retentions": "Klassen",
    "review on": "Überprüfung am",
    "stands": "gilt",
    "text": "Text",
    "version": "Fassung",
    "was heard": "angehört",
    # Categories, bases, classes, sources.
    "provisioning": "Stammdaten",
    "activity": "Nutzungsdaten",
    "content": "Inhalte",
    "maintenance": "Wartungsdaten",
    "consent": "Einwilligung",
    "contract": "Vertrag",
    "legal obligation": "rechtliche Verpflichtung",
    "legitimate interest": "berechtigtes Interesse",
    "call detail": "Verbindungsdaten",
    "voice mail": "Sprachnachrichten",
    "audit trail": "Prüfprotokoll",
    "requests of data subjects": "Anträge von Betroffenen",
    "an administrator, or the person itself": "von der Verwaltung oder der Person selbst",
    "made by the system while it was used": "bei der Benutzung vom System erzeugt",
    "those who spoke or wrote": "von denen, die sprachen oder schrieben",
    "made by the system for its own account": "vom System zum Nachweis erzeugt",
    "the telephone network: what the other side's telephone presents": (
        "aus dem Telefonnetz: was das Telefon der anderen Seite übermittelt"
    ),
    "the data protection authority of your country": (
        "die Datenschutzaufsichtsbehörde Ihres Landes"
    ),
    # Purposes.
    "account for what was passed on": "nachweisen, was weitergegeben wurde",
    "delete messages when their owner wants it": "Nachrichten löschen, wann es ihr Inhaber will",
    "know to whom personal data goes, and tell them what becomes of it (Art. 19 GDPR)": (
        "wissen, wohin personenbezogene Daten gehen, und den Empfängern sagen, was aus ihnen wird"
    ),
    "tell recipients of a rectification, erasure or restriction (Art. 19 GDPR)": (
        "Empfängern Berichtigung, Löschung oder Einschränkung mitteilen (Art. 19 DSGVO)"
    ),
    "account for numbers that were shown in full": (
        "nachweisen, welche Nummern ganz gezeigt wurden"
    ),
    "hide from those who are called who calls": "vor Angerufenen verbergen, wer anruft",
    "remind whoever answers requests of their deadlines": (
        "an ihre Fristen erinnern, wer Anträge beantwortet"
    ),
    "answer a person's request in time, and show that it was answered": (
        "den Antrag einer Person rechtzeitig beantworten und das belegen"
    ),
    "keep evidence for legal claims (Art. 17(3)(e) GDPR)": (
        "Beweise für Rechtsansprüche aufbewahren (Art. 17 Abs. 3 Buchst. e DSGVO)"
    ),
    "show what a person allowed, and act on it": (
        "zeigen, was eine Person erlaubt hat, und danach handeln"
    ),
    "account for what was done to personal data": (
        "nachweisen, was mit personenbezogenen Daten geschah"
    ),
    "check that whoever asks for data is the person it is about": (
        "prüfen, ob der Antragsteller die betroffene Person ist"
    ),
    "deliver a spoken message": "eine Sprachnachricht zustellen",
    "know who can be reached, and how": "wissen, wer wie zu erreichen ist",
    "let a person sign in": "einer Person die Anmeldung ermöglichen",
    "let a person's telephone register": "das Telefon einer Person anmelden",
    "open an account without a default password": "ein Konto ohne Standardpasswort eröffnen",
    "recognise the other party of a call, so that its rights can be honoured": (
        "den anderen Teilnehmer eines Anrufs wiedererkennen, um seine Rechte zu wahren"
    ),
    "route calls to a person": "Anrufe zu einer Person leiten",
    "show who called whom, and how well it was protected": (
        "zeigen, wer wen anrief und wie gut es geschützt war"
    ),
    "take messages for a person who does not answer": (
        "Nachrichten für jemanden annehmen, der nicht antwortet"
    ),
    "tell new messages from old ones": "neue Nachrichten von alten unterscheiden",
}


def said(text: str, language: str) -> str:
    """A word or sentence of a declaration in the reader's language; English where none is known."""
    return GERMAN.get(text, text) if language == "de" else text


def name_of(column: str, language: str) -> str:
    """`about_caller` → `caller`, in the reader's language."""
    return said(column.removeprefix("about_").replace("_", " "), language)
