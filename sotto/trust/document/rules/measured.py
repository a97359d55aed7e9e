"""What probes measured, in German: they say it in English, with names and numbers in it.

`{}` stands for those, in the same order on both sides. What is a name alone, a setting or a number
reads the same in every language and is not here.
"""

import re
from collections.abc import Mapping
from typing import Final

_WRONG: Final = ("; wrong: ", "; falsch: ")
_MORE = re.compile(r" and (\d+) more$")

GERMAN: Final[Mapping[str, str]] = {
    # Anything.
    "no answer": "keine Antwort",
    "no probe has run yet": "noch keine Probe gelaufen",
    "none": "keine",
    "not asked for more than a minute; then: {}": "seit über einer Minute nicht gefragt; da: {}",
    "the probe failed: {}": "die Probe scheiterte: {}",
    "{} is missing": "{} fehlt",
    "not sent: {}": "nicht abgeschickt: {}",
    "not told: {}": "nicht mitgeteilt: {}",
    "refused: {}": "abgelehnt: {}",
    # Access.
    "middleware and addresses": "Middleware und Adressen",
    "middleware and exempt pages": "Middleware und ausgenommene Seiten",
    "the middleware is missing": "die Middleware fehlt",
    "tables of Kamailio that forget otherwise: {}": "Tabellen Kamailios, die anders vergessen: {}",
    "{} failures, {} minutes": "{} Fehlversuche, {} Minuten",
    "no rule": "keine Regel",
    "hasher {}": "Verfahren {}",
    "the kind of each digest": "die Art jeder Prüfsumme",
    "{} of {}": "{} von {}",
    "a link lives {} hours": "ein Link lebt {} Stunden",
    "who hears of sign-ins": "wer von Anmeldungen erfährt",
    "nobody administers": "niemand verwaltet",
    "{} lets users in": "{} lässt Nutzer ein",
    "{} lets officers in": "{} lässt Beauftragte ein",
    "accounts, of which {} administer; gates of {} pages": (
        "Konten, von denen {} verwalten; Türen von {} Seiten"
    ),
    "ALLOWED_HOSTS is empty": "ALLOWED_HOSTS ist leer",
    # Backups.
    "none was made": "es wurde keine gemacht",
    "none was tried": "es wurde keine versucht",
    "{} rows, {} files": "{} Zeilen, {} Dateien",
    "a later attempt failed: {}": "ein späterer Versuch scheiterte: {}",
    "on {}, {}": "am {}, {}",
    # What is collected.
    "the database's own catalogue": "der Katalog der Datenbank selbst",
    "{} folders of the state": "{} Ordner des Bestands",
    "rows of this tenant": "Zeilen dieses Mandanten",
    "every declaration": "jede Erklärung",
    "{} declarations": "{} Erklärungen",
    "what an other party must have": "was eine andere Partei haben muss",
    "{} columns of {}": "{} Spalten von {}",
    "{} is not declared": "{} ist nicht erklärt",
    # The database.
    "row-level security of each table": "Zeilenschutz jeder Tabelle",
    "the role's attributes": "die Eigenschaften der Rolle",
    "superuser": "darf alles",
    "bypasses row security": "umgeht den Zeilenschutz",
    "creates roles": "legt Rollen an",
    "creates databases": "legt Datenbanken an",
    "copies the whole database": "kopiert die ganze Datenbank",
    "owns tables": "besitzt Tabellen",
    "is member of other roles": "gehört zu anderen Rollen",
    "is {}, not {}": "ist {}, nicht {}",
    "rights of the role": "Rechte der Rolle",
    "{} (writes)": "{} (schreibt)",
    "rights on {}": "Rechte an {}",
    "signing in as other roles": "Anmelden als andere Rollen",
    "persistence of each copy": "Beständigkeit jeder Abschrift",
    "statistics targets of each column": "Statistikziele jeder Spalte",
    "{} = {}, for each role": "{} = {}, für jede Rolle",
    "{} = {} for {}": "{} = {} für {}",
    "{} row says that they are whole": "{} Zeile sagt, dass sie vollständig sind",
    "triggers and rules of our tables": "Trigger und Regeln unserer Tabellen",
    "publications and slots": "Publikationen und Slots",
    # Evidence and proof.
    "the places that are named": "die genannten Stellen",
    "{} entries through {}": "{} Einträge durch {}",
    "interface of each entry": "Schnittstelle jedes Eintrags",
    "the addresses of these pages": "die Adressen dieser Seiten",
    "from entry {} on": "ab Eintrag {}",
    "{} rows, {} checkpoints": "{} Zeilen, {} Prüfpunkte",
    "never verified": "nie geprüft",
    "verified {} UTC": "geprüft {} UTC",
    "never signed": "nie unterschrieben",
    "signed {} UTC": "unterschrieben {} UTC",
    "on the same disk as the trail": "auf derselben Platte wie das Protokoll",
    "witness: {}": "Zeuge: {}",
    "{} name more": "{} nennen mehr",
    "whether each answers": "ob jeder antwortet",
    "{} wait longer": "{} warten länger",
    "failed jobs": "gescheiterte Aufgaben",
    "SECURITY.md, {} characters": "SECURITY.md, {} Zeichen",
    # Keys.
    "epoch {}": "Epoche {}",
    "user {}, the application {}": "Benutzer {}, die Anwendung {}",
    "the epoch began at {} UTC": "die Epoche begann {} UTC",
    "two epochs of {} hours": "zwei Epochen zu {} Stunden",
    "root provider: {}": "Quelle des obersten Schlüssels: {}",
    "on the same disk as the keys": "auf derselben Platte wie die Schlüssel",
    "replica: {}": "Zweitschrift: {}",
    "never": "nie",
    "at {}": "am {}",
    "first fault in line {}": "erster Fehler in Zeile {}",
    "every line's digest": "die Prüfsumme jeder Zeile",
    "asked under the purpose `curiosity`": "gefragt zum Zweck `curiosity`",
    "asked for what is not held": "gefragt nach dem, was nicht gesichert ist",
    "{} in the keyring, {} set": "{} im Schlüsseldienst, {} gesetzt",
    # Retention.
    "the period of each class": "die Frist jeder Klasse",
    "nothing ran yet": "noch nichts gelaufen",
    "doubted day: {}": "angezweifelter Tag: {}",
    "country {}": "Land {}",
    "{} citations of the profile": "{} Fundstellen des Profils",
    "{}; inside {}, outside {}": "{}; innen {}, außen {}",
    "decided {}": "entschieden {}",
    "rows that were due two days ago": "Zeilen, die vor zwei Tagen fällig waren",
    # Rights and erasure.
    "{} overdue": "{} überfällig",
    "no mail server is set": "kein Mailserver ist gesetzt",
    "no officer has named an address": "kein Beauftragter hat eine Adresse genannt",
    "nobody was reminded of {}": "an {} wurde niemand erinnert",
    "what was due and what the mail server took": "was fällig war und was der Mailserver annahm",
    "the kinds of requests": "die Arten von Anträgen",
    "how each table is found for a person": "wie jede Tabelle zu einer Person gefunden wird",
    "purposes that rooms have declared": "Zwecke, die Räume erklärt haben",
    "{} officers": "{} Beauftragte",
    "the ledger": "das Löschbuch",
    "keys of {} subjects": "Schlüssel von {} Personen",
    "rows of {} subjects": "Zeilen von {} Personen",
    "nothing was searched yet": "noch wurde nichts durchsucht",
    "the search of {} UTC": "die Suche von {} UTC",
    "{} could be opened": "{} ließen sich öffnen",
    "at {} UTC": "am {} UTC",
    "there is none yet": "es gibt noch keinen",
    "the tables in which the last one has rows": "die Tabellen, in denen der letzte Zeilen hat",
    "waits: {}": "wartet: {}",
    "{} without a sound rule: {}": "{} ohne gültige Regel: {}",
    "the records of {} tables": "die Datensätze von {} Tabellen",
    "who placed and who approved": "wer festhielt und wer zustimmte",
    # Storage.
    "{} values": "{} Werte",
    "{} files": "{} Dateien",
    "a sealed value did not open": "ein versiegelter Wert ging nicht auf",
    "an altered and a moved envelope": "ein veränderter und ein versetzter Umschlag",
    "altered": "verändert",
    "moved": "versetzt",
    "arguments of jobs": "Angaben der Aufgaben",
    "job {} of {}": "Aufgabe {} von {}",
    "handlers: {}": "Ziele: {}",
    "{} areas in /proc/swaps": "{} Bereiche in /proc/swaps",
    # What is passed on.
    "purpose, ground and categories of each": "Zweck, Grundlage und Kategorien eines jeden",
    "the register of transfers": "das Verzeichnis der Weitergaben",
    "no notice to {}": "keine Mitteilung an {}",
    "notices about {} people": "Mitteilungen über {} Personen",
    "what is left to say": "was noch zu sagen ist",
    "notices that no machine can send": "Mitteilungen, die keine Maschine schicken kann",
    "no server is set": "kein Server ist gesetzt",
    "answers in TLS, to who we are: {}": "antwortet in TLS, auf unsere Anmeldung: {}",
    "{} addresses": "{} Adressen",
    "{} has no secret": "{} hat kein Geheimnis",
    # On the wire.
    "port {}: neither TLS 1.2 nor 1.3 is answered": "Port {}: weder TLS 1.2 noch 1.3 antwortet",
    "handshakes with port {}": "Handschläge mit Port {}",
    "ends {}": "endet {}",
    "{}: mode {}, user {}": "{}: Rechte {}, Benutzer {}",
    "a REGISTER over TLS": "ein REGISTER über TLS",
    "sockets on port {}": "Sockets an Port {}",
    "sockets of this machine": "Sockets dieser Maschine",
    "{} on {}": "{} auf {}",
    "plain media allowed: {}": "unverschlüsselter Ton erlaubt: {}",
    "{} telephones shown": "{} Telefone gezeigt",
    "{} calls say nothing": "{} Anrufe sagen nichts",
    "no such header": "keine solche Kopfzeile",
}
VALUES: Final[Mapping[str, str]] = {
    "none": "keine",
    "missing": "fehlt",
    "not said": "nicht genannt",
    "the same disk": "dieselbe Platte",
    "in step": "im Gleichschritt",
    "file": "Datei",
    "current": "auf dem Stand",
    "as declared": "wie erklärt",
    "full": "ganz",
    "True": "ja",
    "False": "nein",
    "passed": "bestanden",
    "failed": "gescheitert",
    "nobody": "niemand",
    # Lists of words.
    "access": "Auskunft",
    "portability": "Übertragbarkeit",
    "rectification": "Berichtigung",
    "restriction": "Einschränkung",
    "objection": "Widerspruch",
    "erasure": "Löschung",
    "administrator": "Verwaltung",
    "officer": "Beauftragte",
    "user": "Nutzer",
}


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))))


# The most particular first: `at {} UTC` before `at {}`.
_KNOWN: Final = sorted(
    ((_pattern(english), german) for english, german in GERMAN.items()),
    key=lambda one: (one[0].groups > 0, -len(one[0].pattern)),
)


def in_language(measured: str, language: str) -> str:
    """What a probe measured. What nobody put into German stays as the probe said it."""
    if not language.startswith("de"):
        return measured
    looked_at, wrong, named = measured.partition(_WRONG[0])
    if not wrong:
        return said(measured) or measured
    more = _MORE.search(named)
    names = (named[: more.start()] if more else named).split(", ")
    rest = f" und {more[1]} weitere" if more else ""
    return (
        (said(looked_at) or looked_at)
        + _WRONG[1]
        + ", ".join(said(name) or name for name in names)
        + rest
    )


def value_in_language(value: str | int, language: str) -> str | int:
    """A value within a sentence: words have their translation, names and numbers are kept."""
    if not language.startswith("de") or not isinstance(value, str):
        return value
    return ", ".join(VALUES.get(part, part) for part in value.split(", "))


def said(english: str) -> str | None:
    """One phrase in German; None where it has none."""
    for pattern, german in _KNOWN:
        if found := pattern.fullmatch(english):
            parts = found.groups()
            if "=" in german:  # A setting and its value: as they stand in a file.
                return german.format(*parts)
            return german.format(*(said(one) or VALUES.get(one, one) for one in parts))
    return None
