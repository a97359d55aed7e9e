"""Whose data, and how it comes in (requirements, section 1)."""

from sotto.trust.document.rules import Chapter, Verdict
from sotto.trust.document.rules.writing import chapter

_say = chapter(Chapter.COLLECTED)

STATEMENTS = (
    _say(
        "declared",
        "All {columns} columns of the database are declared: whom they are about, or nobody.",
        "Alle {columns} Spalten der Datenbank sind erklärt: über wen sie sind, oder niemanden.",
        "PBX-01 ENT-01",
        "sotto/personal_data/declaration.py",
    ),
    _say(
        "folders",
        "Every folder in which data can lie is declared: {folders} of them, and no other is there.",
        "Jeder Ordner, in dem Daten liegen können, ist erklärt: {folders}; es gibt keinen anderen.",
        "PBX-01 PBX-04",
        "sotto/personal_data/sinks.py",
    ),
    _say(
        "subjects",
        "People whose data is here: {people} users, {others} other parties, {accounts} accounts.",
        "Menschen, deren Daten hier sind: {people} Benutzer, {others} Gesprächspartner, "
        "{accounts} Konten.",
        "PBX-02 ENT-02 APP-01 UCC-01 MSP-01",
        "sotto person list",
    ),
    _say(
        "bases",
        "Every table about people names its purpose, lawful basis and retention class.",
        "Jede Tabelle über Menschen nennt Zweck, Rechtsgrundlage und Aufbewahrungsklasse.",
        "PBX-01",
        "models.py of each room",
    ),
    _say(
        "special",
        "No table is meant for health, faith and the like (Art. 9): {categories} only.",
        "Keine Tabelle ist für Gesundheit, Glauben und dergleichen da (Art. 9): nur {categories}.",
        "PBX-01 ENT-01",
        "sotto/personal_data/vocabulary.py",
    ),
    _say(
        "withheld",
        "A caller from outside who withholds its number is nobody here: no such number is stored.",
        "Wer von außen seine Nummer unterdrückt, ist hier niemand: Keine solche wird gespeichert.",
        "PBX-41 ENT-40",
        "sotto/features/directory",
    ),
    _say(
        "customers",
        "Customers, resellers, branding, dial plans and number ranges of a provider.",
        "Kunden, Wiederverkäufer, Gestaltung, Wählpläne und Nummernbereiche eines Anbieters.",
        "MSP-40 MSP-01",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "location",
        "Static locations and dispatchable locations for emergency calls.",
        "Feste Standorte und Standorte für Notrufe.",
        "UCC-47 PBX-03",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "photos",
        "Photos, contacts, calendars and shared files.",
        "Fotos, Kontakte, Kalender und geteilte Dateien.",
        "PBX-05 UCC-04 UCC-45",
        "-",
        Verdict.ABSENT,
    ),
)
