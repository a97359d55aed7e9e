"""Recording, desktop telephony, chat and reports (APP): what they say, and our lines."""

SAYS = """
# §1 Introduction
Processing must be known and safeguarded by fitting measures.
Verarbeitung muss bekannt und angemessen geschützt sein.
operation.duties collected.declared

Each control says where it is documented.
Zu jeder Maßnahme steht, wo sie beschrieben ist.
operation.documents

# §2 Collected
Data is about end users of telephones and collaboration tools.
Daten handeln von Benutzern der Telefone und Werkzeuge.
collected.subjects processed.directory.person

Recordings hold both parties; contact lists name business contacts.
Aufnahmen enthalten beide Seiten; Kontaktlisten nennen Geschäftskontakte.
collected.subjects processed.directory.otherparty storage.recordings collected.photos

Logs and trails record administrators and support staff.
Protokolle halten Verwalter und Supportkräfte fest.
processed.audit.entry audit.pseudonyms

Users are not asked for consent.
Benutzer werden nicht um Einwilligung gebeten.
rights.consents rights.announced

# §3 Processed
Provisioning: names, extension, mobile number and e-mail address.
Stammdaten: Namen, Durchwahl, Mobilnummer und E-Mail-Adresse.
processed.directory.person processed.directory.number collected.fields

Maintenance: backups of system and content, logs, trails.
Wartung: Sicherungen von System und Inhalt, Protokolle.
processed.audit.entry backup.recent storage.log_folder

Activity: call history and call details.
Tätigkeit: Anruflisten und Gesprächsdaten.
processed.calls.call

Content: recordings, contact lists and chats.
Inhalte: Aufnahmen, Kontaktlisten und Chats.
storage.recordings storage.chats collected.photos

Data serves communication, support, billing and reports only.
Daten dienen nur Kommunikation, Support, Abrechnung und Auswertung.
collected.bases keys.purposes operation.reports

# §4 Transferred
What goes to related systems, such as CRM, depends on configuration.
Was an verwandte Systeme wie CRM geht, hängt von der Einrichtung ab.
transferred.register transferred.recorded transferred.crm

Names and numbers may be shared with the telephone system.
Namen und Nummern können mit der Telefonanlage geteilt werden.
database.projections_whole database.edge_role transferred.directory

Maintenance and support records, backups and trails may be passed on.
Wartungs- und Supportdaten, Sicherungen und Protokolle können weitergehen.
transferred.support operation.syslog

Logs, databases and call details may go to support or log collectors.
Protokolle, Datenbanken und Gesprächsdaten können an Support oder Sammler gehen.
transferred.support operation.syslog transferred.accounting

Call history and contact-centre statistics may be passed on.
Anruflisten und Callcenter-Statistik können weitergehen.
operation.reports transferred.register

Contacts and recordings may be passed on.
Kontakte und Aufnahmen können weitergehen.
transferred.crm storage.recordings

A user's name and numbers may be shared with a CRM system.
Name und Nummern eines Benutzers können an ein CRM-System gehen.
transferred.crm

# §5 System and data protection
Two accounts are there from the start: engineer and supervisor.
Zwei Konten sind von Anfang an da: Techniker und Aufsicht.
identity.one_time_links identity.roles

The engineer configures everything; the supervisor manages the basics.
Der Techniker richtet alles ein; die Aufsicht verwaltet das Nötige.
identity.roles identity.profiles

Only the authorised come in, by name and strong password.
Nur Befugte kommen herein, mit Name und starkem Passwort.
identity.sign_in_required identity.password_rules identity.second_factor

Failed sign-ins are logged and limited to a number that can be set.
Fehlversuche werden protokolliert und auf eine einstellbare Zahl begrenzt.
identity.sign_ins_recorded identity.lockout identity.presets

A company directory can bring its own rules for sign-in.
Ein Unternehmensverzeichnis kann eigene Anmelderegeln mitbringen.
identity.single_sign_on

The maker recommends the directory, since it audits passwords.
Der Hersteller empfiehlt das Verzeichnis, weil es Passwörter prüft.
identity.single_sign_on identity.sign_ins_recorded

Pages come over HTTP by default; HTTPS should be switched on.
Seiten kommen zunächst über HTTP; HTTPS soll eingeschaltet werden.
wire.web_tls wire.transport_security identity.session_cookie

Roles decide on every page what a user may do.
Rollen entscheiden auf jeder Seite, was ein Benutzer darf.
identity.roles identity.sign_in_required

Accounts start with the least privilege.
Konten beginnen mit den geringsten Rechten.
identity.roles identity.profiles

The customer may restrict access by network means.
Der Kunde kann den Zugang im Netz weiter beschränken.
identity.network identity.allow_lists

The customer has to guard the machines.
Die Maschinen muss der Kunde bewachen.
identity.physical_access

# §5 Communications protection
Web and service links can be secured by HTTPS or TLS.
Web- und Dienstverbindungen lassen sich mit HTTPS oder TLS sichern.
wire.web_tls wire.inner_sockets database.no_network keys.socket

The desktop telephone talks to its server in TLS by default.
Das Telefonprogramm spricht mit seinem Server von Anfang an in TLS.
wire.sip_tls wire.web_tls

Protection towards a CRM system depends on that system.
Der Schutz zum CRM-System hängt von diesem System ab.
transferred.crm transferred.webhooks

The desktop telephone's voice is not encrypted.
Die Sprache des Telefonprogramms ist nicht verschlüsselt.
wire.srtp wire.protection_recorded

Recordings are encrypted with AES-256 and signed.
Aufnahmen sind mit AES-256 verschlüsselt und unterschrieben.
storage.recordings storage.sealed_files

The application link to the telephone system is in the clear.
Die Verbindung zur Telefonanlage ist unverschlüsselt.
wire.cti wire.inner_sockets

The operating system's maker provides its security updates.
Sicherheitsaktualisierungen kommen vom Hersteller des Betriebssystems.
operation.updates

# §5 Identity and authentication
A strong password restricts access.
Ein starkes Passwort beschränkt den Zugang.
identity.password_rules identity.password_hash identity.strength

After five failures an account is locked as long as the administrator set.
Nach fünf Fehlversuchen ist ein Konto so lange gesperrt, wie der Verwalter bestimmt.
identity.lockout identity.presets

Roles and profiles restrict accounts to what they need.
Rollen und Profile beschränken Konten auf das Nötige.
identity.roles identity.profiles

Only administrators configure.
Nur Verwalter richten ein.
identity.roles

Users see their own data only, unless given more.
Benutzer sehen nur eigene Daten, solange sie nicht mehr dürfen.
identity.roles keys.limits retention.country

# §5 Access and authorization
Roles protect all processing, of people, administrators, support and interfaces.
Rollen schützen alle Verarbeitung, auch die von Support und Schnittstellen.
identity.roles keys.purposes identity.machines

Roles protect databases, files and operating system.
Rollen schützen Datenbanken, Dateien und Betriebssystem.
database.application_role database.other_roles storage.files_folder identity.operating_system

Nine roles can be refined by over forty single permissions.
Neun Rollen lassen sich durch über vierzig einzelne Rechte verfeinern.
identity.profiles

# §5 Data deletion
User or administrator erase what directories and call tags say of a user.
Benutzer oder Verwalter löschen, was Verzeichnisse und Anrufnotizen über jemanden sagen.
erasure.own_pages erasure.rows collected.photos

Recordings are deleted from the disk by somebody with that very permission.
Aufnahmen löscht von der Platte, wer genau dieses Recht hat.
storage.recordings identity.profiles erasure.finished

# §5 Audit
Trails of what users do keep account of processing.
Protokolle dessen, was Benutzer tun, geben Rechenschaft.
audit.whole audit.doors audit.signed

They lie in the database, for those with permission only.
Sie liegen in der Datenbank, nur für Berechtigte.
database.append_only audit.folder identity.roles

Logs can be switched on to track faults.
Protokolle zur Fehlersuche lassen sich einschalten.
audit.diagnostics storage.framework_logs

# §5 End customer guidelines
Documents help with installation, upgrades, security and maintenance.
Dokumente helfen bei Einrichtung, Erneuerung, Sicherheit und Wartung.
operation.documents operation.updates

# §6 Product security information
A policy says how weaknesses are assessed, resolved and reported.
Eine Regel sagt, wie Schwächen bewertet, behoben und gemeldet werden.
operation.vulnerabilities

Papers about security can be had.
Veröffentlichungen zur Sicherheit sind verfügbar.
operation.advisories

# §7 Disclaimer
Keeping the law on recording and privacy is the user's own duty.
Das Recht zu Aufnahmen und Datenschutz einzuhalten, ist Pflicht des Anwenders.
operation.duties rights.announced

The document is no legal advice.
Das Dokument ist keine Rechtsberatung.
operation.duties
"""
