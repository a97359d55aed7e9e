"""A small-office communication server (PBX): what it says, and our lines."""

SAYS = """
# §2 Collected
Offered on premises and hosted alike.
Wird im Haus wie auch gehostet angeboten.
collected.hosting

Takes only what calls, billing and support need.
Nimmt nur, was Gespräche, Abrechnung und Support brauchen.
collected.bases collected.declared keys.purposes

Users are not asked for consent.
Benutzer werden nicht um Einwilligung gebeten.
rights.consents rights.announced processed.consents.answer

Data is about end users with telephones.
Daten handeln von Benutzern mit Telefonen.
collected.subjects processed.directory.person processed.directory.device

Messages, recordings and contact lists also hold data of the people outside.
Nachrichten, Aufnahmen und Kontaktlisten enthalten auch Daten der Menschen außerhalb.
collected.subjects processed.directory.otherparty processed.voicemail.message storage.recordings

Logs and trails record what administrators and support staff do.
Protokolle halten fest, was Verwalter und Supportkräfte tun.
processed.audit.entry audit.pseudonyms collected.subjects

# §3 Processed
Provisioning: name, extension, mobile number, location, department and e-mail address.
Stammdaten: Name, Durchwahl, Mobilnummer, Standort, Abteilung und E-Mail-Adresse.
processed.directory.person processed.directory.number collected.fields

Maintenance: backups of system and content, logs and audit trails.
Wartung: Sicherungen von System und Inhalt, Protokolle und Prüfprotokolle.
processed.audit.entry backup.recent backup.sealed storage.log_folder

Content: voice mail, call recordings and personal contact lists.
Inhalte: Sprachnachrichten, Gesprächsaufnahmen und eigene Kontaktlisten.
processed.voicemail.message storage.sealed_files storage.recordings collected.photos

# §4 Transferred
What goes to directories, voice mail and billing depends on the configuration.
Was an Verzeichnisse, Sprachspeicher und Abrechnung geht, hängt von der Einrichtung ab.
transferred.register transferred.recorded

Name, office and mobile numbers are shared with other authorised servers.
Name, Büro- und Mobilnummer gehen an andere zugelassene Server.
transferred.directory transferred.register database.publications

Backups and activity records may go to support or a log collector.
Sicherungen und Tätigkeitsdaten können an Support oder Protokollsammler gehen.
transferred.support operation.syslog

Call details may be sent to somebody else's accounting system.
Gesprächsdaten können an ein fremdes Abrechnungssystem gehen.
transferred.accounting

In hotels, guests' data may go to the property management system.
In Hotels können Gästedaten an das Hotelsystem gehen.
transferred.hotel

Recordings and messages can be mailed automatically to various addresses.
Aufnahmen und Nachrichten können automatisch an Adressen gemailt werden.
transferred.voice_mail transferred.mail

Messages and greetings can be put into a backup by hand.
Nachrichten und Ansagen lassen sich von Hand sichern.
backup.sealed backup.recent

# §5 System and data protection
Administrative controls limit who reaches personal data.
Verwaltungsrechte begrenzen, wer an persönliche Daten kommt.
identity.roles identity.profiles database.row_security keys.limits

Only the authorised come in, by encrypted user name and password.
Nur Befugte kommen herein, mit verschlüsseltem Namen und Passwort.
identity.sign_in_required identity.password_hash identity.second_factor wire.web_tls

All provisioning goes over secure channels.
Alle Einrichtung läuft über sichere Kanäle.
wire.web_tls wire.inner_sockets wire.command_line

Mostly HTTPS; hotel and open interfaces are authenticated but in the clear.
Meist HTTPS; Hotel- und offene Schnittstellen sind ausgewiesen, aber unverschlüsselt.
wire.web_tls wire.cti

Failed sign-ins are logged.
Fehlgeschlagene Anmeldungen werden protokolliert.
identity.sign_ins_recorded

Fifteen failures lock an account ten minutes, a teleworker's thirty.
Fünfzehn Fehlversuche sperren ein Konto zehn Minuten, das von Telearbeitern dreißig.
identity.lockout identity.device_lockout identity.teleworkers

Locked accounts open again without an administrator.
Gesperrte Konten öffnen sich ohne Verwalter wieder.
identity.lockout

Stored voice mail is encrypted and pseudonymous, closed even to administrators.
Gespeicherte Nachrichten sind verschlüsselt und pseudonym, auch Verwaltern verschlossen.
storage.sealed_files storage.sealed_rows storage.tamper keys.own_user

The customer may restrict access by network means.
Der Kunde kann den Zugang im Netz weiter beschränken.
identity.network identity.allow_lists

The customer has to guard the machine itself.
Die Maschine selbst muss der Kunde bewachen.
identity.physical_access

# §5 Communications protection
Unsecured channels may exist; the administrator can insist on secure ones.
Unsichere Kanäle kann es geben; der Verwalter kann sichere vorschreiben.
wire.plain_sip wire.srtp wire.choice

Voice over IP can be encrypted with SRTP and AES-128.
Sprache über IP lässt sich mit SRTP und AES-128 verschlüsseln.
wire.srtp wire.protection_recorded

Trunks and third-party telephones may lack encryption; where allowed, calls fall back.
Leitungen und fremde Telefone können unverschlüsselt sein; wo erlaubt, gilt das dann.
wire.srtp wire.protection_recorded wire.trunks

Only authenticated telephones connect.
Nur ausgewiesene Telefone verbinden sich.
wire.stranger_refused

Signalling with telephones can be secured by TLS 1.2, but not on analogue lines.
Die Signalisierung kann mit TLS 1.2 gesichert werden, außer auf analogen Leitungen.
wire.sip_tls

A telephone may be guarded by a PIN and lock its keys.
Ein Telefon kann eine PIN haben und seine Tasten sperren.
identity.keylock

Number and name can be withheld when a call begins and while it lasts.
Nummer und Name lassen sich bei Beginn und während eines Gesprächs verbergen.
wire.withheld collected.withheld wire.presentation

Mail can go through an authenticated server in TLS 1.2.
E-Mail kann über einen ausgewiesenen Server mit TLS 1.2 gehen.
transferred.mail

# §5 Access and authorization
Twenty-five ready accounts, each with a profile of permissions and interfaces.
Fünfundzwanzig fertige Konten, je mit einem Profil von Rechten und Schnittstellen.
identity.roles identity.profiles

One default administrator creates the other accounts.
Ein vorgegebener Verwalter legt die anderen Konten an.
identity.one_time_links identity.roles

Administrators and programs must have strong passwords.
Verwalter und Programme müssen starke Passwörter haben.
identity.password_rules identity.stored_passwords identity.machines

Users have their own account to see, change and delete their data.
Benutzer haben ein eigenes Konto, um ihre Daten zu sehen, zu ändern, zu löschen.
erasure.own_pages rights.kinds processed.access.account

Inside the network users sign in by name or extension with a PIN.
Im eigenen Netz melden sich Benutzer mit Name oder Durchwahl und PIN an.
identity.teleworkers identity.password_rules

From outside they need a strong password.
Von außen brauchen sie ein starkes Passwort.
identity.teleworkers identity.password_rules

Configuration accounts are limited to two sessions at once.
Konten zur Einrichtung haben höchstens zwei Sitzungen zugleich.
identity.parallel_sessions identity.session_length

Default profiles exist for administrators and for programming interfaces.
Vorgegebene Profile gibt es für Verwalter und Programmierschnittstellen.
identity.profiles identity.machines

A profile's permissions are set one by one and decide what an account reaches.
Die Rechte eines Profils werden einzeln gesetzt und bestimmen, was ein Konto erreicht.
identity.profiles identity.roles

# §5 Data deletion
An administrator can erase a user's personal data.
Ein Verwalter kann die Daten eines Benutzers löschen.
erasure.finished erasure.denied erasure.rows

A user goes alone or with all telephone services.
Ein Benutzer geht allein oder mit allen Telefondiensten.
erasure.finished erasure.rows

A user's mailbox can be deleted.
Das Postfach eines Benutzers lässt sich löschen.
erasure.rows processed.voicemail.mailbox

With its user all voice mail goes.
Mit dem Benutzer gehen alle Sprachnachrichten.
erasure.rows processed.voicemail.message

A user can be taken out of the directory.
Ein Benutzer lässt sich aus dem Verzeichnis nehmen.
erasure.rows rights.consents

Some access records can't be deleted at all.
Manche Zugangsdaten lassen sich gar nicht löschen.
audit.pseudonyms erasure.denied database.append_only

Some logs can be emptied as a whole only, not for one person.
Manche Protokolle lassen sich nur ganz leeren, nicht für eine Person.
erasure.canary erasure.canary_recent storage.framework_logs

Call details are not stored here, only sent on if configured.
Gesprächsdaten liegen nicht hier, sondern gehen, falls eingerichtet, weiter.
processed.calls.call retention.call_detail transferred.accounting

A guest's call charges lie in a file that the hotel manager may delete.
Gesprächsentgelte eines Gastes liegen in einer Datei, die die Hotelleitung löschen kann.
erasure.guests transferred.hotel

What went to other systems is not deleted there.
Was an andere Systeme ging, wird dort nicht gelöscht.
transferred.told transferred.by_hand

Users delete their own messages, also automatically after mailing them.
Benutzer löschen ihre Nachrichten selbst, auch automatisch nach dem Mailen.
erasure.own_pages retention.overdue processed.voicemail.ownperiod transferred.voice_mail

# §5 Audit
Audit trails keep account of processing.
Prüfprotokolle geben Rechenschaft über die Verarbeitung.
audit.whole audit.signed audit.witness

The trail shows who changed what, through which interface.
Das Protokoll zeigt, wer was änderte, durch welche Schnittstelle.
audit.doors audit.whole audit.folder

Which details of calls are recorded, inside and outside, is configured.
Welche Einzelheiten von Gesprächen innen und außen aufgezeichnet werden, ist einstellbar.
retention.call_detail retention.country

# §5 End customer guidelines
Guidelines help to install, upgrade and maintain securely.
Richtlinien helfen, sicher einzurichten, zu erneuern und zu warten.
operation.documents operation.updates

Each control says where it is documented.
Zu jeder Maßnahme steht, wo sie beschrieben ist.
operation.documents

# §6 Data security regulations
Who processes data must know it and safeguard it by fitting measures.
Wer Daten verarbeitet, muss sie kennen und mit passenden Maßnahmen schützen.
operation.duties collected.declared rights.officer

# §7 Product security information
A policy says how weaknesses are assessed, resolved and reported.
Eine Regel sagt, wie Schwächen bewertet, behoben und gemeldet werden.
operation.vulnerabilities

Advisories and security documents are published.
Hinweise und Dokumente zur Sicherheit werden veröffentlicht.
operation.advisories operation.documents

# §8 Disclaimer
Keeping the law on recording and privacy is the user's own duty.
Das Recht zu Aufnahmen und Datenschutz einzuhalten, ist Pflicht des Anwenders.
operation.duties rights.announced
"""
