"""What people may ask, and what becomes of it; retention; erasure (sections 7 and 8)."""

from sotto.trust.document.rules import Chapter, Verdict
from sotto.trust.document.rules.writing import chapter

_right = chapter(Chapter.RIGHTS)
_erasure = chapter(Chapter.ERASURE)
_kept = chapter(Chapter.RETENTION)

STATEMENTS = (
    _right(
        "clock",
        "No request is overdue: {open} wait for their answer.",
        "Kein Antrag ist überfällig: {open} warten auf ihre Antwort.",
        "ENT-60 PBX-60",
        "sotto request list",
    ),
    _right(
        "reminders",
        "Who answers requests is reminded of each deadline by e-mail: {addresses} addresses.",
        "Wer Anträge beantwortet, wird per E-Mail an jede Frist erinnert: {addresses} Adressen.",
        "ENT-60 PBX-60",
        "sotto account reminders",
    ),
    _right(
        "kinds",
        "People can ask for {kinds}.",
        "Menschen können verlangen: {kinds}.",
        "ENT-60 PBX-60",
        "sotto/trust/requests",
    ),
    _right(
        "archive",
        "An archive shows everything of all {tables} tables about people.",
        "Ein Archiv zeigt alles aus allen {tables} Tabellen über Menschen.",
        "ENT-60 ENT-61 ENT-62",
        "sotto export",
    ),
    _right(
        "consents",
        "{purposes} purposes need consent; what is withdrawn is denied at the keyring.",
        "{purposes} Zwecke brauchen Einwilligung; Widerrufenes verweigert der Schlüsselbund.",
        "UCC-05",
        "sotto consent list",
    ),
    _right(
        "officer",
        "Somebody answers for data protection: {officers} accounts may.",
        "Jemand ist für den Datenschutz zuständig: {officers} Konten dürfen es.",
        "PBX-60",
        "sotto account list",
    ),
    _erasure(
        "finished",
        "No erasure is stuck: {finished} are certified, {running} are on their way.",
        "Keine Löschung hängt: {finished} sind bescheinigt, {running} unterwegs.",
        "PBX-70 ENT-70 MSP-70 ENT-72",
        "sotto erasure list",
    ),
    _erasure(
        "denied",
        "The {erased} people erased last get no key any more.",
        "Die {erased} zuletzt gelöschten Menschen bekommen keinen Schlüssel mehr.",
        "PBX-72 ENT-71 UCC-71 MSP-71",
        "sotto/keyring",
    ),
    _erasure(
        "rows",
        "Nothing of them is left in any of the {tables} tables but what the certificate names.",
        "Von ihnen ist in keiner der {tables} Tabellen etwas, außer was die Bescheinigung nennt.",
        "PBX-70 PBX-71",
        "sotto/personal_data/erasure.py",
    ),
    _erasure(
        "canary",
        "Nothing of {erased} erased test people was found in {places} places and {amount}.",
        "Von {erased} gelöschten Testpersonen fand sich nichts an {places} Orten in {amount}.",
        "UCC-72 PBX-72",
        "sotto canary list",
    ),
    _erasure(
        "canary_copies",
        "None of {copies} old copies of their data could be opened with any key that exists.",
        "Keine von {copies} alten Kopien ihrer Daten ließ sich mit einem Schlüssel öffnen.",
        "UCC-72",
        "sotto canary list",
    ),
    _erasure(
        "canary_recent",
        "That was searched within the last {hours} hours.",
        "Gesucht wurde in den letzten {hours} Stunden.",
        "UCC-72",
        "sotto canary run",
    ),
    _erasure(
        "canary_reach",
        "The test people have data in all tables about people.",
        "Die Testpersonen haben Daten in allen Tabellen über Menschen.",
        "PBX-01",
        "sotto/trust/canaries",
    ),
    _erasure(
        "own_pages",
        "Users delete their messages, choose their period and ask for erasure on {pages} pages.",
        "Benutzer löschen Nachrichten, wählen ihre Frist, verlangen Löschung: {pages} Seiten.",
        "PBX-60 PBX-71 APP-70 UCC-70",
        "sotto/features/voicemail, sotto/trust/requests",
    ),
    _erasure(
        "holds",
        "Legal holds: {holds} in force, each on the word of two people.",
        "Aufbewahrung für Rechtsstreit: {holds} in Kraft, jede auf das Wort von zweien.",
        "PBX-70",
        "sotto hold list",
    ),
    _erasure(
        "shared",
        "What several people made together follows one rule ({rule}), and nothing of it waits for "
        "a decision.",
        "Was mehrere zusammen gemacht haben, folgt einer Regel ({rule}), und nichts davon wartet "
        "auf eine Entscheidung.",
        "PBX-02 UCC-72",
        "sotto shared rule",
    ),
    _erasure(
        "handed_over",
        "Documents stay 30 days after a user's deletion and can be handed over.",
        "Dokumente bleiben 30 Tage nach dem Löschen eines Benutzers und sind übertragbar.",
        "UCC-74",
        "-",
        Verdict.ABSENT,
    ),
    _kept(
        "periods",
        "Each class is kept between what law asks and what it allows: {periods}.",
        "Jede Klasse bleibt zwischen dem, was das Recht verlangt und erlaubt: {periods}.",
        "PBX-71 APP-70 UCC-70",
        "sotto retention show",
    ),
    _kept(
        "run",
        "What was due was deleted today or yesterday.",
        "Was fällig war, wurde heute oder gestern gelöscht.",
        "PBX-71 UCC-70",
        "sotto retention log",
    ),
    _kept(
        "clock",
        "The clock has made no jump that nobody confirmed.",
        "Die Uhr hat keinen Sprung gemacht, den niemand bestätigt hat.",
        "PBX-71",
        "sotto retention show",
    ),
    _kept(
        "country",
        "The tenant's country is known: {country}; others' numbers lose {digits} digits.",
        "Das Land des Mandanten ist bekannt: {country}; fremde Nummern verlieren {digits} Ziffern.",
        "ENT-30",
        "sotto tenant country",
    ),
    _kept(
        "law",
        "What the country's figures cite was read in a public text: {read}. Not confirmed: "
        "{unread}. All other figures are our own choice.",
        "Worauf sich die Zahlen des Landes berufen, wurde in einem öffentlichen Text gelesen: "
        "{read}. Nicht bestätigt: {unread}. Alle anderen Zahlen sind unsere eigene Wahl.",
        "ENT-30 PBX-71",
        "docs/operate/retention.md",
    ),
    _kept(
        "call_detail",
        "What is stored of calls was decided: inside {inside}, outside {outside}.",
        "Was von Gesprächen gespeichert wird, wurde entschieden: innen {inside}, außen {outside}.",
        "PBX-46 ENT-44 ENT-30",
        "sotto tenant masking",
    ),
    _kept(
        "overdue",
        "No call or message is older than its class allows.",
        "Kein Gespräch und keine Nachricht ist älter, als die Klasse erlaubt.",
        "PBX-71 UCC-70",
        "sotto retention preview",
    ),
)
