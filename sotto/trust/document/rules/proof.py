"""How it is accounted for, and what survives a disaster (sections 4 and 9)."""

from sotto.trust.document.rules import Chapter, Verdict
from sotto.trust.document.rules.writing import chapter

_trail = chapter(Chapter.AUDIT)
_backup = chapter(Chapter.BACKUP)
_works = chapter(Chapter.OPERATION)

STATEMENTS = (
    _trail(
        "whole",
        "The audit trail is whole: {entries} entries, nothing altered, removed or reordered.",
        "Das Prüfprotokoll ist ganz: {entries} Einträge, nichts verändert, entfernt, umgestellt.",
        "PBX-80 ENT-80 APP-80 MSP-80",
        "sotto audit verify",
    ),
    _trail(
        "signed",
        "It was signed {seconds} seconds ago; {waiting} entries wait for the next signature.",
        "Unterschrieben vor {seconds} Sekunden; {waiting} Einträge warten auf die nächste.",
        "PBX-80",
        "sotto audit checkpoint",
    ),
    _trail(
        "witness",
        "Each signature is kept on another disk, too: {witness}.",
        "Jede Unterschrift liegt auch auf einer anderen Platte: {witness}.",
        "PBX-80",
        "sotto.toml: witness_dir",
    ),
    _trail(
        "pseudonyms",
        "The last {entries} entries name nobody: pseudonyms only.",
        "Die letzten {entries} Einträge nennen niemanden: nur Pseudonyme.",
        "UCC-80",
        "sotto/trust/audit",
    ),
    _trail(
        "doors",
        "Each of the last {entries} entries says through which door it came: {doors}.",
        "Jeder der letzten {entries} Einträge sagt, durch welche Tür er kam: {doors}.",
        "PBX-80 ENT-80 APP-80 MSP-80",
        "sotto/personal_data/vocabulary.py",
    ),
    _trail(
        "folder",
        "The trail's files lie in a folder that only the application may enter.",
        "Die Dateien des Protokolls liegen in einem Ordner, den nur die Anwendung betritt.",
        "PBX-80",
        "var/audit",
    ),
    _backup(
        "recent",
        "The last backup is from {at}; one is made every {hours} hours.",
        "Die letzte Sicherung ist vom {at}; alle {hours} Stunden entsteht eine.",
        "PBX-04 UCC-33",
        "sotto.toml: backup_dir, backup_every",
    ),
    _backup(
        "sealed",
        "Every backup is encrypted to {recipients} keys that are not on this machine.",
        "Jede Sicherung ist für {recipients} Schlüssel verschlüsselt, die nicht hier liegen.",
        "UCC-33 PBX-31",
        "sotto.toml: backup_recipients",
    ),
    _backup(
        "drill",
        "The last trial restore opened everything of the living and nothing of the erased.",
        "Die letzte Probe-Rückholung öffnete alles der Lebenden und nichts der Gelöschten.",
        "UCC-72",
        "sotto backup drill",
    ),
    _works(
        "services",
        "All that must run answers: {services}.",
        "Alles, was laufen muss, antwortet: {services}.",
        "UCC-50",
        "sotto status",
    ),
    _works(
        "jobs",
        "Deferred work is done: nothing has waited longer than {minutes} minutes.",
        "Aufgeschobenes wird erledigt: nichts wartet länger als {minutes} Minuten.",
        "UCC-50",
        "sotto status",
    ),
    _works(
        "failed",
        "No deferred work has failed in the last days.",
        "Keine aufgeschobene Arbeit ist in den letzten Tagen gescheitert.",
        "UCC-50",
        "procrastinate_jobs",
    ),
    _works(
        "vulnerabilities",
        "How to report a weakness is written down.",
        "Wie man eine Schwäche meldet, steht geschrieben.",
        "ENT-83",
        "SECURITY.md",
    ),
    _works(
        "documents",
        "All {files} files that this document names as the place of a control are there.",
        "Alle {files} Dateien, die dieses Dokument als Ort einer Regel nennt, sind da.",
        "PBX-82 ENT-82 APP-82 UCC-82 MSP-82",
        "docs/operate, docs/subsystems",
    ),
    _works(
        "syslog",
        "Logs sent to, and accepted from, other machines (syslog), and an event viewer.",
        "Protokolle an und von anderen Maschinen (syslog) und eine Ereignisansicht.",
        "UCC-50 MSP-44",
        "-",
        Verdict.ABSENT,
    ),
    _works(
        "monitoring",
        "Figures for a monitoring system.",
        "Kennzahlen für ein Überwachungssystem.",
        "ENT-43",
        "-",
        Verdict.ABSENT,
    ),
)
