"""An enterprise's telephony over several nodes (ENT): what it says, and our lines."""

SAYS = """
# §1 General
Processing must be known and safeguarded by fitting measures.
Verarbeitung muss bekannt und angemessen geschützt sein.
operation.duties collected.declared

# §2.1 Collected
Offered on premises and hosted alike.
Wird im Haus wie auch gehostet angeboten.
collected.hosting

Processes only what communication, billing and support need.
Verarbeitet nur, was Kommunikation, Abrechnung und Support brauchen.
collected.bases keys.purposes

Consent is not asked for.
Einwilligung wird nicht erfragt.
rights.consents rights.announced

Nothing especially sensitive is collected or stored.
Besonders Schützenswertes wird weder erhoben noch gespeichert.
collected.special

Data is about end users.
Daten handeln von Benutzern.
collected.subjects processed.directory.person

Recordings hold what all parties say; contact lists name people outside.
Aufnahmen enthalten, was alle sagen; Kontaktlisten nennen Menschen außerhalb.
collected.subjects processed.directory.otherparty storage.recordings collected.photos

Logs and trails record administrators and support staff.
Protokolle halten Verwalter und Supportkräfte fest.
processed.audit.entry audit.pseudonyms

The aim: protect data from unauthorised reading and change.
Das Ziel: Daten vor unbefugtem Lesen und Ändern schützen.
storage.sealed_rows storage.tamper database.row_security

The aim: extract data for review.
Das Ziel: Daten zur Prüfung herausgeben.
rights.archive

The aim: erase data when asked.
Das Ziel: Daten auf Verlangen löschen.
erasure.finished rights.clock

# §2.2 Processed
Provisioning: name, extension, mobile, business address, department and e-mail.
Stammdaten: Name, Durchwahl, Mobilnummer, Geschäftsadresse, Abteilung und E-Mail.
processed.directory.person processed.directory.number collected.fields

Maintenance: backups of system and content, logs, trails.
Wartung: Sicherungen von System und Inhalt, Protokolle.
processed.audit.entry backup.recent storage.log_folder

Activity: call history and call details.
Tätigkeit: Anruflisten und Gesprächsdaten.
processed.calls.call

Content: voice mail, recordings and contact lists.
Inhalte: Sprachnachrichten, Aufnahmen und Kontaktlisten.
processed.voicemail.message storage.recordings collected.photos

# §2.3 Transferred
What goes to directories, voice mail and billing depends on configuration.
Was an Verzeichnisse, Sprachspeicher und Abrechnung geht, hängt von der Einrichtung ab.
transferred.register transferred.recorded

Names and numbers may be shared with a directory, provisioning and management systems.
Namen und Nummern können an Verzeichnis-, Einrichtungs- und Verwaltungssysteme gehen.
transferred.directory transferred.import operation.monitoring

A performance monitor may read voice quality, inventory, names and numbers, and pass them on.
Eine Überwachung kann Sprachqualität, Bestand, Namen, Nummern lesen und weitergeben.
operation.monitoring transferred.register

Logs, sign-in records, call details and databases may go to support or log collectors.
Protokolle, Anmeldungen, Gesprächsdaten und Datenbanken können an Support oder Sammler gehen.
transferred.support operation.syslog

Call details may go to somebody else's accounting system.
Gesprächsdaten können an ein fremdes Abrechnungssystem gehen.
transferred.accounting

In hotels, personal data may go to the property management system.
In Hotels können persönliche Daten an das Hotelsystem gehen.
transferred.hotel

# §3 System and data protection, identification
Rights of accounts limit who reaches personal data.
Rechte der Konten begrenzen, wer an persönliche Daten kommt.
identity.roles database.row_security

Only the authorised come in, by user name and password.
Nur Befugte kommen herein, mit Name und Passwort.
identity.sign_in_required identity.stored_passwords identity.second_factor

Administrators get different profiles.
Verwalter erhalten verschiedene Profile.
identity.profiles identity.roles

Accounts are set up with the product's own tools.
Konten werden mit den eigenen Werkzeugen eingerichtet.
identity.one_time_links identity.account_changes

Failed sign-ins are logged, and three are the limit.
Fehlversuche werden protokolliert, und drei sind die Grenze.
identity.sign_ins_recorded identity.lockout identity.presets

Access runs over SSH version 2 or HTTPS.
Der Zugang läuft über SSH 2 oder HTTPS.
wire.command_line wire.web_tls

The customer may restrict access by network means.
Der Kunde kann den Zugang im Netz weiter beschränken.
identity.network identity.allow_lists

The customer has to guard the machines.
Die Maschinen muss der Kunde bewachen.
identity.physical_access

Stored logs, audit files and backups stand behind the rights of accounts.
Gespeicherte Protokolle und Sicherungen stehen hinter den Rechten der Konten.
storage.log_folder audit.folder backup.sealed storage.postgres_folder

Personal data in call details can be masked or made anonymous.
Persönliches in Gesprächsdaten kann maskiert oder anonymisiert werden.
retention.country retention.call_detail processed.calls.reveal

# §3 Communication protection
Encryption is recommended.
Verschlüsselung wird empfohlen.
wire.srtp wire.sip_tls wire.plain_sip

A node's command line is reached by SSH version 2, on by default.
Die Kommandozeile eines Knotens ist über SSH 2 erreichbar, von Anfang an.
wire.command_line

HTTPS protects what hot-desking telephones exchange.
HTTPS schützt, was Telefone wechselnder Benutzer austauschen.
wire.hot_desks

HTTPS protects the managers' pages.
HTTPS schützt die Seiten der Verwaltung.
wire.web_tls wire.transport_security wire.content_policy

HTTPS may protect links with other applications.
HTTPS kann Verbindungen mit anderen Anwendungen schützen.
transferred.webhooks wire.cti

Only authenticated telephones connect.
Nur ausgewiesene Telefone verbinden sich.
wire.stranger_refused

Signalling can be secured by TLS, preferably 1.2; analogue lines can't.
Die Signalisierung kann TLS nutzen, am besten 1.2; analoge Leitungen nicht.
wire.sip_tls wire.trunks

Voice, trunks and computer links are each configured to be encrypted.
Sprache, Leitungen und Rechnerverbindungen werden je für sich auf Verschlüsselung gestellt.
wire.srtp wire.protection_recorded wire.trunks wire.cti

Certificates are managed to switch encryption on.
Zertifikate werden verwaltet, um Verschlüsselung einzuschalten.
wire.certificate wire.certificate_key wire.signing_requests

Telephony interfaces to computers can be encrypted with TLS 1.2.
Schnittstellen zwischen Telefonie und Computern können mit TLS 1.2 verschlüsselt sein.
wire.cti identity.machines

Name and number can be withheld, per profile or call, with an override.
Name und Nummer lassen sich nach Profil oder je Anruf verbergen, mit Ausnahme.
wire.withheld collected.withheld wire.presentation

A number from the public network can be asked for, or never be shown.
Eine Nummer aus dem öffentlichen Netz kann erfragt oder nie gezeigt werden.
wire.presentation wire.trunks

# §3 Access and authorization
A password restricts access to the system.
Ein Passwort beschränkt den Zugang zum System.
identity.sign_in_required identity.password_rules

Roles protect all processing, of people, administrators and support alike.
Rollen schützen alle Verarbeitung, für Betroffene, Verwalter und Support.
identity.roles keys.purposes keys.limits

Roles protect databases, files and operating system.
Rollen schützen Datenbanken, Dateien und Betriebssystem.
database.application_role database.edge_role storage.files_folder identity.operating_system

Administrators set passwords and a banner at sign-in.
Verwalter setzen Passwörter und einen Hinweis bei der Anmeldung.
identity.account_changes identity.one_time_links

Administrators and users set their password and the PIN of extensions.
Verwalter und Benutzer setzen Passwort und PIN der Durchwahlen.
identity.account_changes processed.voicemail.mailbox

Security profiles are made, changed and deleted by the head administrator.
Sicherheitsprofile werden vom obersten Verwalter gemacht, geändert und gelöscht.
identity.profiles

The machine's own accounts are managed by the product's tool.
Die Konten der Maschine verwaltet das Werkzeug des Systems.
identity.operating_system

# §3 Data deletion
A user can be deleted, alone or with all services everywhere.
Ein Benutzer lässt sich löschen, allein oder mit allen Diensten.
erasure.finished erasure.rows erasure.denied

Deleting takes names, extension, keys and hot-desking data.
Das Löschen nimmt Namen, Durchwahl, Tasten und Daten der Wechselplätze mit.
erasure.rows erasure.canary

Call details can't be deleted for one user.
Gesprächsdaten lassen sich nicht für einen Benutzer löschen.
processed.calls.call erasure.denied erasure.canary

Only the machine's administrators may delete system logs.
Systemprotokolle dürfen nur Verwalter der Maschine löschen.
storage.log_folder identity.operating_system

Nearly all logs can be emptied, but never the audit log.
Fast alle Protokolle lassen sich leeren, das Prüfprotokoll nie.
database.append_only audit.whole erasure.denied

What went to others is not deleted there.
Was an andere ging, wird dort nicht gelöscht.
transferred.told transferred.by_hand

# §3 Audit of logs
Audit logs are on by default, and only root reads them.
Prüfprotokolle laufen von Anfang an, und nur root liest sie.
audit.whole audit.folder database.append_only

The trail tells what was changed through the management tools.
Das Protokoll zeigt, was mit den Werkzeugen geändert wurde.
audit.doors audit.signed audit.witness

What is logged of calls is configured on the command line.
Was von Gesprächen protokolliert wird, stellt die Kommandozeile ein.
retention.call_detail transferred.accounting

# §3 End customer guidelines
Guidelines help to install, upgrade, maintain and comply.
Richtlinien helfen beim Einrichten, Erneuern, Warten und Einhalten.
operation.documents operation.updates

# §4 Query and printing
All of a user's data can be queried and printed: extensions, mailboxes, diversions, lists.
Alle Daten eines Benutzers lassen sich abfragen und drucken: Durchwahlen, Postfächer, Listen.
rights.archive rights.kinds

A customer's data can be printed, its users' included.
Die Daten eines Kunden lassen sich drucken, mit denen seiner Benutzer.
rights.archive collected.customers

Other makers' voice mail is queried and emptied by its own means.
Fremde Sprachspeicher werden mit deren eigenen Mitteln abgefragt und geleert.
processed.voicemail.message transferred.register transferred.told

So can the data of administrators and support staff.
Ebenso die Daten von Verwaltern und Supportkräften.
rights.archive processed.access.account

# §5 Removal
All of a user's data can be removed: names, mailboxes, diversions, lists.
Alle Daten eines Benutzers lassen sich entfernen: Namen, Postfächer, Listen.
erasure.finished erasure.rows

A customer can be removed, its users first.
Ein Kunde lässt sich entfernen, zuerst seine Benutzer.
erasure.finished erasure.holds

Administrators and support staff can be removed.
Verwalter und Supportkräfte lassen sich entfernen.
erasure.finished identity.roles

# §6 Product security information
A policy says how weaknesses are assessed, resolved and reported.
Eine Regel sagt, wie Schwächen bewertet, behoben und gemeldet werden.
operation.vulnerabilities

Papers about security can be had.
Veröffentlichungen zur Sicherheit sind verfügbar.
operation.advisories
"""
