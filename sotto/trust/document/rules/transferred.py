"""What is passed on, to whom, and what they are told (requirements, section 9; Art. 19 GDPR)."""

from sotto.trust.document.rules import Chapter, Verdict
from sotto.trust.document.rules.writing import chapter

_say = chapter(Chapter.TRANSFERRED)

STATEMENTS = (
    _say(
        "register",
        "{recipients} recipients stand in the register, each with purpose and ground.",
        "{recipients} Empfänger stehen im Verzeichnis, jeder mit Zweck und Grundlage.",
        "PBX-81 ENT-81",
        "sotto recipient list",
    ),
    _say(
        "recorded",
        "{transfers} transfers are recorded, each to a registered recipient.",
        "{transfers} Übermittlungen sind verzeichnet, jede an einen bekannten Empfänger.",
        "PBX-81 ENT-81",
        "sotto recipient transfer",
    ),
    _say(
        "told",
        "Every recipient of somebody erased was told; {open} answers are awaited.",
        "Jeder Empfänger Gelöschter wurde benachrichtigt; {open} Antworten stehen aus.",
        "PBX-73 UCC-73",
        "sotto recipient notices",
    ),
    _say(
        "removed",
        "Recipients of {removed} removed customers were told to erase all; {open} have yet to "
        "answer.",
        "Empfänger von {removed} entfernten Kunden sollen alles löschen und wissen es; {open} "
        "Antworten stehen aus.",
        "PBX-73 ENT-72",
        "sotto removal list",
    ),
    _say(
        "by_hand",
        "Nobody has to be told by hand any more.",
        "Niemand muss mehr von Hand benachrichtigt werden.",
        "PBX-73 UCC-73",
        "sotto recipient answer",
    ),
    _say(
        "mail",
        "Letters go through a server that answers in TLS: {server}.",
        "Briefe gehen über einen Server, der in TLS antwortet: {server}.",
        "PBX-22 UCC-21",
        "sotto.toml: mail_host",
    ),
    _say(
        "webhooks",
        "Other programs are told over HTTPS only, and each message is signed.",
        "Andere Programme erfahren es nur über HTTPS, und jede Nachricht ist unterschrieben.",
        "PBX-81 APP-21",
        "sotto recipient list",
    ),
    _say(
        "directory",
        "Exchange with other directories (LDAP, Active Directory, SCIM).",
        "Austausch mit anderen Verzeichnissen (LDAP, Active Directory, SCIM).",
        "PBX-81 UCC-14 MSP-42",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "accounting",
        "Call detail streamed to an accounting server; billing reports.",
        "Gesprächsdaten an einen Abrechnungsserver; Rechnungsberichte.",
        "PBX-46 ENT-44 MSP-43",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "hotel",
        "Guest data exchanged with a property management system.",
        "Gästedaten im Austausch mit einem Hotelsystem.",
        "PBX-44",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "voice_mail",
        "Messages and recordings sent by e-mail.",
        "Nachrichten und Aufnahmen per E-Mail.",
        "PBX-43",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "crm",
        "Contacts and calls exchanged with a CRM system.",
        "Kontakte und Gespräche im Austausch mit einem CRM-System.",
        "APP-42",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "support",
        "Backups and logs go to support only as the operator hands them over.",
        "Sicherungen und Protokolle gehen nur durch den Betreiber an den Support.",
        "PBX-81 MSP-44",
        "the operator",
        Verdict.DECLARED,
    ),
)
