"""A provider's portal for many customers (MSP): what it says, and our lines."""

SAYS = """
# §1 Introduction
Processing must be known and safeguarded by fitting measures.
Verarbeitung muss bekannt und angemessen geschützt sein.
operation.duties collected.declared

# §2 Collected
Customers and their users are managed here and spread to related systems.
Kunden und ihre Benutzer werden hier verwaltet und an verwandte Systeme verteilt.
collected.subjects collected.customers transferred.register

Of resellers and customers: company, contacts, branding, web site, dial plans, number ranges.
Von Wiederverkäufern, Kunden: Firma, Kontakte, Gestaltung, Webseite, Wählpläne, Nummern.
collected.customers database.row_security

Data is about end users who get telephony and communication services.
Daten handeln von Benutzern, die Telefonie und Dienste erhalten.
collected.subjects processed.directory.person processed.directory.device

Logs and trails record administrators and support staff.
Protokolle halten Verwalter und Supportkräfte fest.
processed.audit.entry audit.pseudonyms

Users are not asked for consent.
Benutzer werden nicht um Einwilligung gebeten.
rights.consents rights.announced

# §3 Processed
Only what provisioning, billing and support need is processed.
Verarbeitet wird nur, was Einrichtung, Abrechnung und Support brauchen.
collected.bases keys.purposes

Provisioning: name, extension, mobile, location, department and e-mail.
Stammdaten: Name, Durchwahl, Mobilnummer, Standort, Abteilung und E-Mail.
processed.directory.person processed.directory.number collected.fields

Maintenance: system logs.
Wartung: Systemprotokolle.
storage.log_folder storage.framework_logs database.log_statements

Maintenance: a backup of the database.
Wartung: eine Sicherung der Datenbank.
backup.recent backup.sealed

Activity of users is in logs.
Tätigkeit der Benutzer steht in Protokollen.
processed.calls.call processed.audit.entry audit.pseudonyms

# §4 Transferred
What goes to telephone systems, border gateways and billing depends on configuration.
Was an Anlagen, Netzübergänge und Abrechnung geht, hängt von der Einrichtung ab.
transferred.register transferred.recorded transferred.accounting

Names and numbers are shared with all telephone and messaging components.
Namen und Nummern gehen an alle Teile für Telefonie und Nachrichten.
database.projections_whole database.edge_role processed.voicemail.mailbox

A billing report in XML holds names, e-mail, extensions and devices.
Ein Rechnungsbericht in XML enthält Namen, E-Mail, Durchwahlen und Geräte.
transferred.accounting

That report goes to an application the customer has authorised.
Dieser Bericht geht an eine Anwendung, die der Kunde zugelassen hat.
transferred.accounting transferred.register

System logs are exported to second storage or authorised support.
Systemprotokolle gehen in eine zweite Ablage oder an den Support.
transferred.support operation.syslog

Users can be imported from a directory by a spreadsheet.
Benutzer können über eine Tabelle aus einem Verzeichnis kommen.
transferred.directory transferred.import

A provider fills in a spreadsheet and imports customers' users.
Ein Anbieter füllt eine Tabelle aus und importiert Benutzer der Kunden.
transferred.import

Only the authorised may import.
Importieren dürfen nur Befugte.
transferred.import identity.roles

# §5 System and data protection, identity
Only the authorised come in, by name and strong password.
Nur Befugte kommen herein, mit Name und starkem Passwort.
identity.sign_in_required identity.password_rules identity.second_factor

Failed sign-ins are logged.
Fehlversuche werden protokolliert.
identity.sign_ins_recorded

Failures at the portal are not limited.
Fehlversuche am Portal sind nicht begrenzt.
identity.lockout

Communication is authenticated and encrypted by HTTPS.
Kommunikation ist ausgewiesen und mit HTTPS verschlüsselt.
wire.web_tls wire.transport_security identity.session_cookie

The customer may restrict access by network means.
Der Kunde kann den Zugang im Netz weiter beschränken.
identity.network identity.allow_lists

The customer has to guard the machines.
Die Maschinen muss der Kunde bewachen.
identity.physical_access

An administrator sets passwords and sees their strength.
Ein Verwalter setzt Passwörter und sieht ihre Stärke.
identity.account_changes identity.strength identity.one_time_links

The server's own administrator account is described apart.
Das Verwaltungskonto des Servers ist gesondert beschrieben.
identity.operating_system

# §5 Communication protection
Personal data is exchanged with the related systems over listed ports.
Persönliche Daten werden mit verwandten Systemen über genannte Ports getauscht.
wire.inner_sockets database.no_network keys.socket transferred.webhooks

# §5 Access and authorization
A root administrator is delivered and creates the others.
Ein oberster Verwalter wird mitgeliefert und legt die anderen an.
identity.one_time_links identity.roles

Profiles restrict what those administrators reach.
Profile begrenzen, was diese Verwalter erreichen.
identity.profiles collected.customers database.row_security

# §5 Data deletion
An administrator deletes a user with all services, on the person's behalf.
Ein Verwalter löscht einen Benutzer mit allen Diensten, in dessen Namen.
erasure.finished erasure.rows rights.clock rights.kinds

Some data can't be deleted for one user or with the tool.
Manche Daten lassen sich nicht für einen Benutzer oder mit dem Werkzeug löschen.
erasure.denied erasure.canary erasure.canary_copies

All logs can be emptied at the console.
Alle Protokolle lassen sich an der Konsole leeren.
database.append_only storage.log_folder storage.framework_logs

# §5 Audit
Audit logs exist for processing.
Für die Verarbeitung gibt es Prüfprotokolle.
audit.whole audit.signed

They record certain changes of the system.
Sie zeichnen bestimmte Änderungen am System auf.
audit.whole audit.witness database.append_only

They show who of several administrators made a change, and help with faults.
Sie zeigen, welcher Verwalter etwas änderte, und helfen bei Fehlern.
audit.doors audit.diagnostics

An entry names deed, user and e-mail address.
Ein Eintrag nennt Tat, Benutzer und E-Mail-Adresse.
audit.pseudonyms processed.audit.entry

# §5 End customer guidelines
Guidelines help to install, upgrade, maintain and comply.
Richtlinien helfen beim Einrichten, Erneuern, Warten und Einhalten.
operation.documents operation.updates

Each control says where it is documented.
Zu jeder Maßnahme steht, wo sie beschrieben ist.
operation.documents

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
