"""Keys: who keeps them, how long a copy of them lives, and what the keyring refuses."""

from sotto.trust.document.rules import Chapter
from sotto.trust.document.rules.writing import chapter

_say = chapter(Chapter.KEYS)

STATEMENTS = (
    _say(
        "open",
        "The keyring answers: {subjects} people, {periods} months, {tombstones} erased.",
        "Der Schlüsselbund antwortet: {subjects} Menschen, {periods} Monate, {tombstones} fort.",
        "UCC-30 PBX-30",
        "sotto keyring status",
    ),
    _say(
        "own_user",
        "Keys are kept by a system user of its own, which the application can't become.",
        "Schlüssel verwahrt ein eigener Systembenutzer, zu dem die Anwendung nicht werden kann.",
        "UCC-30",
        "sotto/processes/setup/places.py",
    ),
    _say(
        "socket",
        "Only the application may ask the keyring.",
        "Nur die Anwendung darf den Schlüsselbund fragen.",
        "UCC-30",
        "var/run/keyring",
    ),
    _say(
        "epoch",
        "All keys are wrapped anew every {hours} hours; the last time is not longer ago.",
        "Alle Schlüssel werden alle {hours} Stunden neu verpackt; zuletzt rechtzeitig.",
        "UCC-30 UCC-72",
        "sotto.toml: epoch_length",
    ),
    _say(
        "reach",
        "A stolen copy of the keys opens nothing after {hours} hours.",
        "Eine gestohlene Kopie der Schlüssel öffnet nach {hours} Stunden nichts mehr.",
        "UCC-72",
        "sotto.toml: epoch_length",
    ),
    _say(
        "root",
        "The key above all is kept outside this machine's files: {provider}.",
        "Der oberste Schlüssel liegt außerhalb der Dateien dieser Maschine: {provider}.",
        "UCC-30 UCC-72",
        "sotto.toml: root_provider",
    ),
    _say(
        "replica",
        "A second copy of the keys is written with every change, on another disk: {state}.",
        "Eine zweite Kopie der Schlüssel entsteht mit jeder Änderung, auf anderer Platte: {state}.",
        "PBX-04",
        "sotto.toml: keyring_replica_dir",
    ),
    _say(
        "backup",
        "The keys were backed up within the last {hours} hours.",
        "Die Schlüssel wurden in den letzten {hours} Stunden gesichert.",
        "PBX-04",
        "sotto keyring backup",
    ),
    _say(
        "log",
        "The keyring's own log of deeds is unbroken: {lines} lines follow from each other.",
        "Das eigene Protokoll des Schlüsselbunds ist lückenlos: {lines} Zeilen folgen auseinander.",
        "PBX-80",
        "sotto keyring log",
    ),
    _say(
        "purposes",
        "A purpose that nobody declared gets no key.",
        "Ein Zweck, den niemand erklärt hat, bekommt keinen Schlüssel.",
        "PBX-01 UCC-30",
        "sotto/keyring",
    ),
    _say(
        "claims",
        "For legal claims only what is held can be opened, and nothing else.",
        "Für Rechtsansprüche öffnet sich nur, was dafür verwahrt wird, und sonst nichts.",
        "PBX-70",
        "sotto/keyring",
    ),
    _say(
        "limits",
        "Nobody opens more than {shown} people's data a minute on a page.",
        "Niemand öffnet mehr als {shown} Menschen je Minute auf einer Seite.",
        "ENT-30",
        "sotto.toml: keys_a_minute_shown",
    ),
)
