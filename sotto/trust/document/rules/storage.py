"""What is protected where it lies: sealed rows, sealed files, folders, logs (section 4)."""

from sotto.trust.document.rules import Chapter, Verdict
from sotto.trust.document.rules.writing import chapter

_say = chapter(Chapter.STORAGE)

STATEMENTS = (
    _say(
        "sealed_rows",
        "All {envelopes} sealed values that were looked at are envelopes of AES-256-GCM.",
        "Alle {envelopes} geprüften versiegelten Werte sind Umschläge aus AES-256-GCM.",
        "PBX-30 ENT-30 UCC-30",
        "sotto/personal_data/envelope.py",
    ),
    _say(
        "sealed_files",
        "All {files} files of messages and greetings that were looked at are sealed.",
        "Alle {files} geprüften Dateien von Nachrichten und Ansagen sind versiegelt.",
        "PBX-30 APP-30",
        "var/files",
    ),
    _say(
        "tamper",
        "A sealed value that is altered, or moved to another row, does not open.",
        "Ein versiegelter Wert, der verändert oder versetzt wird, öffnet sich nicht.",
        "UCC-30",
        "sotto/personal_data/envelope.py",
    ),
    _say(
        "files_folder",
        "Sealed files lie in a folder that only the application may enter.",
        "Versiegelte Dateien liegen in einem Ordner, den nur die Anwendung betritt.",
        "PBX-30",
        "var/files",
    ),
    _say(
        "keyring_folder",
        "Keys lie in a folder that only the keyring may enter.",
        "Schlüssel liegen in einem Ordner, den nur der Schlüsselbund betritt.",
        "PBX-30 UCC-30",
        "var/keyring",
    ),
    _say(
        "postgres_folder",
        "The database's files lie in a folder that only the database may enter.",
        "Die Dateien der Datenbank liegen in einem Ordner, den nur sie betritt.",
        "PBX-30",
        "var/postgres",
    ),
    _say(
        "log_folder",
        "Logs lie in a folder that only root may enter.",
        "Protokolle liegen in einem Ordner, den nur root betritt.",
        "APP-81",
        "var/log",
    ),
    _say(
        "web_secret",
        "The key that signs sessions can be read by root and the application only.",
        "Den Schlüssel, der Sitzungen unterschreibt, lesen nur root und die Anwendung.",
        "UCC-32",
        "var/web/secret.key",
    ),
    _say(
        "uploads",
        "What is uploaded never lies on a disk in the clear.",
        "Was hochgeladen wird, liegt nie im Klartext auf einer Platte.",
        "PBX-30",
        "FILE_UPLOAD_HANDLERS",
    ),
    _say(
        "job_arguments",
        "Jobs that wait carry ids only ({jobs} looked at).",
        "Wartende Aufträge tragen nur Kennungen ({jobs} geprüft).",
        "UCC-80",
        "procrastinate_jobs.args",
    ),
    _say(
        "framework_logs",
        "The web framework's own log, which would hold addresses, is off.",
        "Das eigene Protokoll des Webgerüsts, das Adressen enthielte, ist aus.",
        "APP-81",
        "LOGGING",
    ),
    _say(
        "debug_off",
        "Fault pages show no inside of the program.",
        "Fehlerseiten zeigen nichts vom Inneren des Programms.",
        "APP-81",
        "DEBUG",
    ),
    _say(
        "messages_kept",
        "Notices to users are fixed sentences in their own browser, not kept here.",
        "Hinweise an Benutzer sind feste Sätze in ihrem Browser, nicht hier gespeichert.",
        "PBX-01",
        "MESSAGE_STORAGE",
    ),
    _say(
        "disk",
        "The disk has room: {free} free.",
        "Die Platte hat Platz: {free} frei.",
        "PBX-43",
        "var",
    ),
    _say(
        "swap",
        "Memory that is swapped out is encrypted, or nothing is swapped out.",
        "Ausgelagerter Arbeitsspeicher ist verschlüsselt, oder es wird nichts ausgelagert.",
        "PBX-30",
        "the operating system",
    ),
    _say(
        "recordings",
        "Call recordings, signed and sealed for each speaker.",
        "Gesprächsaufnahmen, unterschrieben und je Sprecher versiegelt.",
        "APP-30 APP-40",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "chats",
        "Chats in a sealed store.",
        "Chats in versiegelter Ablage.",
        "UCC-31 UCC-42",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "regions",
        "Content stays in the data centre of its region.",
        "Inhalte bleiben im Rechenzentrum ihrer Region.",
        "UCC-34",
        "the operator",
        Verdict.DECLARED,
    ),
)
