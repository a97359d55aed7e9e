"""Unified communications (UCC): what they say, and our lines."""

SAYS = """
# §2 Collected
Data is about users of telephones, voice mail and collaboration.
Daten handeln von Benutzern der Telefone, Sprachspeicher und Zusammenarbeit.
collected.subjects processed.directory.person processed.directory.device

Recordings hold both parties; contact lists may name business contacts.
Aufnahmen enthalten beide Seiten; Kontaktlisten können Geschäftskontakte nennen.
processed.directory.otherparty storage.recordings storage.conferences collected.photos

Logs record administrators and support staff.
Protokolle halten Verwalter und Supportkräfte fest.
processed.audit.entry audit.pseudonyms

In the USA a softphone keeps the emergency location on the user's device.
In den USA behält ein Telefonprogramm den Notrufstandort auf dem Gerät.
collected.location

Documents and recordings may lie in a data centre of the customer's region.
Dokumente und Aufnahmen können im Rechenzentrum der Region des Kunden liegen.
storage.regions transferred.cloud storage.recordings

Meetings store documents, locations, chats and recordings in that region.
Besprechungen speichern Dokumente, Standorte, Chats und Aufnahmen in dieser Region.
storage.regions storage.conferences collected.location

Chats and files are synchronised and stay until the account goes.
Chats und Dateien werden abgeglichen und bleiben, bis das Konto geht.
storage.chats transferred.cloud erasure.rows

# §3 Processed
Provisioning: names, numbers, static location, department, e-mail, credentials, mailbox.
Stammdaten: Namen, Nummern, fester Standort, Abteilung, E-Mail, Zugangsdaten, Postfach.
processed.directory.person processed.access.account processed.voicemail.mailbox collected.fields

A photo comes from the company's directory.
Ein Foto kommt aus dem Unternehmensverzeichnis.
collected.photos transferred.directory

Maintenance: backups of system and content, and logs.
Wartung: Sicherungen von System und Inhalt, und Protokolle.
backup.recent backup.sealed storage.log_folder

What the messaging console does is recorded.
Was die Konsole der Nachrichten tut, wird aufgezeichnet.
processed.audit.entry audit.doors

Administrators' logs hold no personal data.
Protokolle der Verwalter enthalten nichts Persönliches.
audit.pseudonyms storage.job_arguments

Activity: calls, messages, mailbox use, conference recordings, call details.
Tätigkeit: Anrufe, Nachrichten, Postfachnutzung, Konferenzaufnahmen, Gesprächsdaten.
processed.calls.call processed.voicemail.hearing storage.conferences storage.chats

Chats of the client are reserved to administrators' access.
Chats des Programms sind dem Zugang der Verwalter vorbehalten.
storage.chats

Public conference chats are stored out of the administrator's sight.
Öffentliche Konferenzchats werden gespeichert, unsichtbar für Verwalter.
storage.conferences storage.chats

Private conference chats are not stored.
Private Konferenzchats werden nicht gespeichert.
storage.conferences

A password guards conference recordings and uploads.
Ein Passwort schützt Konferenzaufnahmen und Hochgeladenes.
storage.conferences storage.uploads

Older chats lie in an encrypted file.
Ältere Chats liegen in einer verschlüsselten Datei.
storage.chats storage.sealed_files

Content: voice mail, recordings, chats, video, photos, shared files, contacts.
Inhalte: Nachrichten, Aufnahmen, Chats, Video, Fotos, geteilte Dateien, Kontakte.
processed.voicemail.message storage.recordings storage.chats collected.photos wire.video

Cloud chat, meetings and workspaces store content in data centres of the region.
Chat, Besprechungen und Arbeitsräume der Cloud speichern in Rechenzentren der Region.
storage.regions transferred.cloud

Data serves communication, support, billing and reports.
Daten dienen Kommunikation, Support, Abrechnung und Auswertung.
collected.bases keys.purposes operation.reports

Users can give consent in the client.
Benutzer können im Programm einwilligen.
rights.consents processed.consents.answer rights.announced

# §4 Transferred
What is passed on depends on which applications are used.
Was weitergegeben wird, hängt von den benutzten Anwendungen ab.
transferred.register transferred.recorded

Names and numbers may go to telephone system, monitoring, directory and cloud.
Namen und Nummern können an Anlage, Überwachung, Verzeichnis und Cloud gehen.
transferred.directory operation.monitoring transferred.cloud database.edge_role

Sign-in data may be checked by a directory or cloud (single sign-on).
Anmeldedaten können von Verzeichnis oder Cloud geprüft werden (Einmalanmeldung).
identity.single_sign_on

Group numbers, devices, credentials and states are shared among servers.
Gruppennummern, Geräte, Zugangsdaten und Zustände werden zwischen Servern geteilt.
processed.directory.device processed.directory.number transferred.avatars database.publications

Sign-ins, logs, call records and statistics may go to support or other storage.
Anmeldungen, Protokolle, Anrufe und Statistik können an Support oder Ablage gehen.
transferred.support operation.syslog

Call details may go to somebody else's billing.
Gesprächsdaten können an fremde Abrechnung gehen.
transferred.accounting

Emergency calls in the USA can carry the location.
Notrufe in den USA können den Standort mitführen.
collected.location

Voice mail may go to a mail server, or stay on this one only.
Sprachnachrichten können an einen Mailserver gehen oder nur hier bleiben.
transferred.voice_mail transferred.mailboxes processed.voicemail.message

Messages and presence can be exchanged with federated servers.
Nachrichten und Anwesenheit können mit verbundenen Servern getauscht werden.
transferred.federation

A photo can be shown on telephones.
Ein Foto kann auf Telefonen erscheinen.
transferred.avatars

The cloud link uses TLS 1.2 and shared secrets, and takes no user's credentials.
Die Cloudverbindung nutzt TLS 1.2 und geteilte Geheimnisse, keine Zugangsdaten von Benutzern.
transferred.cloud transferred.webhooks wire.inner_sockets

Shared secrets are stored in a file encrypted by AES-256.
Geteilte Geheimnisse liegen in einer mit AES-256 verschlüsselten Datei.
storage.sealed_rows processed.recipients.recipient

Chat works while the main server is down.
Chat läuft, während der Hauptserver steht.
storage.chats operation.services

Client secrets are in no backup.
Geheimnisse von Programmen sind in keiner Sicherung.
backup.sealed keys.root database.unlogged

Tokens are stored and backed up encrypted.
Zugangsmarken werden verschlüsselt gespeichert und gesichert.
storage.web_secret storage.sealed_rows backup.sealed processed.access.onetimelink
"""
