"""What is protected on the way (requirements, section 3)."""

from sotto.trust.document.rules import Chapter, Verdict
from sotto.trust.document.rules.writing import chapter

_say = chapter(Chapter.WIRE)

STATEMENTS = (
    _say(
        "sip_tls",
        "Telephones' signalling is answered in {versions}; nothing older is.",
        "Die Signalisierung der Telefone wird in {versions} beantwortet; Älteres nicht.",
        "PBX-20 ENT-20",
        "sotto/engines/kamailio/templates",
    ),
    _say(
        "web_tls",
        "The pages are answered in {versions}; nothing older is.",
        "Die Seiten werden in {versions} beantwortet; Älteres nicht.",
        "PBX-23 ENT-21 APP-20 UCC-22 MSP-20",
        "sotto/processes/web.py",
    ),
    _say(
        "certificate",
        "The certificate is valid for {days} more days.",
        "Das Zertifikat gilt noch {days} Tage.",
        "ENT-23 UCC-23",
        "docs/operate/certificates.md",
    ),
    _say(
        "certificate_key",
        "The server's private key can be read by root and the two processes that need it.",
        "Den privaten Schlüssel des Servers lesen nur root und zwei Prozesse, die ihn brauchen.",
        "ENT-23",
        "var/certificates/server.key",
    ),
    _say(
        "stranger_refused",
        "A telephone that does not prove who it is may not register: {answer}.",
        "Ein Telefon, das sich nicht ausweist, wird nicht angemeldet: {answer}.",
        "PBX-20 ENT-20",
        "sotto/processes/sip_edge",
    ),
    _say(
        "plain_sip",
        "SIP without TLS is not listened to beyond this machine.",
        "SIP ohne TLS wird außerhalb dieser Maschine nicht angenommen.",
        "PBX-20",
        "sotto.toml: plain_sip",
    ),
    _say(
        "srtp",
        "Voice without SRTP is refused in this tenant.",
        "Sprache ohne SRTP wird bei diesem Mandanten abgewiesen.",
        "PBX-21 UCC-20",
        "sotto tenant plain-media",
    ),
    _say(
        "protection_recorded",
        "How well a call was protected stands in its record ({calls} calls).",
        "Wie gut ein Gespräch geschützt war, steht in seinem Datensatz ({calls} Gespräche).",
        "PBX-21",
        "calls_call.protection",
    ),
    _say(
        "inner_sockets",
        "What only this machine's processes need is not reachable from outside: {ports}.",
        "Was nur Prozesse dieser Maschine brauchen, ist von außen nicht erreichbar: {ports}.",
        "PBX-16 PBX-23",
        "sotto.toml: ports",
    ),
    _say(
        "transport_security",
        "Browsers are told to use HTTPS only, for {days} days.",
        "Browser werden angewiesen, nur HTTPS zu benutzen, {days} Tage lang.",
        "PBX-23",
        "SECURE_HSTS_SECONDS",
    ),
    _say(
        "content_policy",
        "Pages load nothing foreign and run no script that is written into them.",
        "Seiten laden nichts Fremdes und führen keine eingebetteten Skripte aus.",
        "PBX-23",
        "sotto/web/middleware.py",
    ),
    _say(
        "framing",
        "Pages can't be framed by another site.",
        "Seiten lassen sich nicht in fremde Seiten einbetten.",
        "PBX-23",
        "X_FRAME_OPTIONS",
    ),
    _say(
        "no_store",
        "Neither browser nor proxy keeps a page about people.",
        "Weder Browser noch Proxy behält eine Seite über Menschen.",
        "PBX-23",
        "sotto/web/middleware.py",
    ),
    _say(
        "sniffing",
        "Browsers take content for what it is declared to be.",
        "Browser nehmen Inhalte als das, wofür sie erklärt sind.",
        "PBX-23",
        "SecurityMiddleware",
    ),
    _say(
        "referrer",
        "Other sites are not told from which page somebody comes.",
        "Fremde Seiten erfahren nicht, von welcher Seite jemand kommt.",
        "PBX-23",
        "SECURE_REFERRER_POLICY",
    ),
    _say(
        "video",
        "Video and screen sharing, encrypted.",
        "Bild und Bildschirm, verschlüsselt.",
        "UCC-20 UCC-44",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "cti",
        "Computer-telephony and hotel links, encrypted and authenticated on both sides.",
        "CTI- und Hotelverbindungen, verschlüsselt und beidseitig ausgewiesen.",
        "ENT-22 APP-21 PBX-44 PBX-45",
        "-",
        Verdict.ABSENT,
    ),
    _say(
        "command_line",
        "The command line is used on the machine itself or over SSH version 2.",
        "Die Kommandozeile wird an der Maschine selbst oder über SSH 2 benutzt.",
        "PBX-23 ENT-21",
        "the operator",
        Verdict.DECLARED,
    ),
)
