"""Unified communications (UCC), from the fifth section on: how they protect, delete, account."""

SAYS = """
# §5 System and data protection, identity
Rights limit people and programs that reach personal data.
Rechte begrenzen Menschen und Programme, die an Daten kommen.
identity.roles identity.machines keys.purposes

Only the authorised come in, by name and password over TLS 1.2.
Nur Befugte kommen herein, mit Name und Passwort über TLS 1.2.
identity.sign_in_required wire.web_tls identity.second_factor

Users are checked locally or by single sign-on.
Benutzer werden hier oder durch Einmalanmeldung geprüft.
identity.stored_passwords identity.single_sign_on

Old TLS versions are still possible and advised against.
Alte TLS-Versionen sind noch möglich, wovon abgeraten wird.
wire.web_tls wire.sip_tls wire.choice

Access is logged, root's too, and so are failures.
Zugänge werden protokolliert, auch die von root, ebenso Fehlversuche.
identity.sign_ins_recorded identity.operating_system audit.doors

Stored passwords are hashed or encrypted.
Gespeicherte Passwörter sind Prüfwerte oder verschlüsselt.
identity.stored_passwords identity.password_hash

A directory's rules, such as lockout, should be inherited.
Regeln eines Verzeichnisses, etwa Sperren, sollen gelten.
identity.single_sign_on identity.lockout

Each stored object has its own AES-256 key, under a rotated master key.
Jedes Objekt hat einen eigenen AES-256-Schlüssel unter einem gewechselten Hauptschlüssel.
storage.sealed_rows storage.sealed_files keys.epoch keys.root

Chats on the server are encrypted.
Chats auf dem Server sind verschlüsselt.
storage.chats

The customer may restrict access by network means.
Der Kunde kann den Zugang im Netz weiter beschränken.
identity.network identity.allow_lists

The customer has to guard the machines.
Die Maschinen muss der Kunde bewachen.
identity.physical_access

Users rule who sees their presence; administrators rule for all.
Benutzer bestimmen, wer ihre Anwesenheit sieht; Verwalter regeln es für alle.
rights.presence

Calendars are reached by password or OAuth 2.0.
Kalender werden mit Passwort oder OAuth 2.0 erreicht.
transferred.mailboxes

Backups are encrypted under a password.
Sicherungen sind unter einem Passwort verschlüsselt.
backup.sealed backup.drill

# §5 Communications protection
Most channels are secure; the others can be switched off.
Die meisten Kanäle sind sicher; die anderen lassen sich abschalten.
wire.plain_sip wire.srtp wire.choice

All provisioning goes over secure channels.
Alle Einrichtung läuft über sichere Kanäle.
wire.web_tls wire.inner_sockets wire.command_line

Only authenticated applications connect.
Nur ausgewiesene Anwendungen verbinden sich.
wire.stranger_refused keys.socket identity.machines

The server must stand in the local network of its telephone system.
Der Server muss im lokalen Netz seiner Telefonanlage stehen.
wire.inner_sockets database.no_network identity.network

Voice to the server is clear, and signalling only partly encrypted.
Sprache zum Server ist unverschlüsselt, die Signalisierung nur teilweise verschlüsselt.
wire.srtp wire.sip_tls wire.protection_recorded

Conferences are set up in TLS 1.2, but their video is clear.
Konferenzen werden in TLS 1.2 aufgebaut, ihr Bild ist unverschlüsselt.
wire.video storage.conferences

Client and server talk in TLS 1.2, messages included.
Programm und Server sprechen in TLS 1.2, auch Nachrichten.
wire.web_tls wire.sip_tls storage.chats

Video between clients is encrypted; softphone voice where the other side can.
Video zwischen Programmen ist verschlüsselt; Sprache, wo die Gegenseite es kann.
wire.video wire.srtp wire.protection_recorded

Mail servers are reached in TLS 1.2, with password or OAuth 2.0.
Mailserver werden in TLS 1.2 erreicht, mit Passwort oder OAuth 2.0.
transferred.mailboxes transferred.mail

Other programs may read a mail suite's data by its interface.
Andere Programme können Daten der Bürodienste über deren Schnittstelle lesen.
transferred.mailboxes identity.machines

Sending mail can be secured by TLS 1.2.
Das Senden von E-Mail lässt sich mit TLS 1.2 sichern.
transferred.mail

For meetings only a pseudonymous id of the user is passed on.
Für Besprechungen geht nur eine pseudonyme Kennung des Benutzers hinaus.
storage.conferences transferred.recorded

Web certificates and signing requests are managed.
Zertifikate und Anträge auf Unterschrift werden verwaltet.
wire.certificate wire.signing_requests

System logs of other machines can be accepted.
Systemprotokolle anderer Maschinen können angenommen werden.
operation.syslog

# §5 Access and authorization
Roles protect all processing by people, administrators, support and machines.
Rollen schützen alle Verarbeitung durch Menschen, Verwalter, Support und Maschinen.
identity.roles keys.purposes identity.machines

Roles protect databases, files and operating system.
Rollen schützen Datenbanken, Dateien und Betriebssystem.
database.application_role storage.files_folder identity.operating_system

Administrators sign in by name and password over TLS 1.2.
Verwalter melden sich mit Name und Passwort über TLS 1.2 an.
identity.sign_in_required identity.session_cookie wire.web_tls

The strength of passwords can be set to strong.
Die Stärke von Passwörtern lässt sich auf stark setzen.
identity.password_rules identity.strength

Users reach their own mailbox, recordings and settings only.
Benutzer erreichen nur ihr eigenes Postfach, ihre Aufnahmen und Einstellungen.
identity.roles erasure.own_pages

A random token sets a client up, for six weeks or three tries.
Ein Programm wird per Code eingerichtet: Zufallsmarke für sechs Wochen oder drei Versuche.
wire.deployment

Its configuration is sent in TLS 1.2 or newer.
Seine Einrichtung kommt in TLS 1.2 oder neuer.
wire.deployment wire.web_tls

A local administrator may do a part of the tasks only.
Ein lokaler Verwalter darf nur einen Teil der Aufgaben.
identity.profiles

A head administrator assigns categories of permission to others.
Ein oberster Verwalter teilt anderen Rechtearten zu.
identity.profiles identity.roles

Users change their own portal password.
Benutzer ändern ihr eigenes Passwort am Portal.
identity.account_changes identity.password_rules

Administration can be opened to a VPN and to chosen remote networks.
Die Verwaltung lässt sich für ein VPN und gewählte ferne Netze öffnen.
identity.allow_lists identity.network

Accounts can be changed, locked, removed and given a new password.
Konten lassen sich ändern, sperren, entfernen und mit neuem Passwort versehen.
identity.account_changes erasure.finished

# §5 Data deletion
User or administrator can erase a user's data.
Benutzer oder Verwalter können Daten eines Benutzers löschen.
erasure.finished erasure.own_pages rights.kinds

Cloud chats go with the account.
Chats der Cloud gehen mit dem Konto.
storage.chats erasure.rows

One interface adds, changes and deletes users.
Eine Oberfläche fügt Benutzer hinzu, ändert und löscht sie.
erasure.finished rights.clock

All stored data of a deleted user goes.
Alle gespeicherten Daten eines Gelöschten gehen.
erasure.rows erasure.denied erasure.canary

Some documents stay 30 days and can get another owner.
Manche Dokumente bleiben 30 Tage und können weitergegeben werden.
erasure.handed_over

Voice mail goes with its user.
Sprachnachrichten gehen mit ihrem Benutzer.
erasure.rows processed.voicemail.message

What a customer's customer left in a mailbox can be erased.
Was Kunden des Kunden in einem Postfach hinterließen, ist löschbar.
erasure.rows erasure.denied processed.directory.otherparty

A retention timer can delete voice mail.
Eine Frist kann Sprachnachrichten löschen.
retention.periods retention.run retention.overdue

Users delete their own messages.
Benutzer löschen ihre Nachrichten selbst.
erasure.own_pages

Backups may keep the erased, so old ones should be purged.
Sicherungen können Gelöschte behalten; alte sollen vernichtet werden.
erasure.canary_copies keys.reach backup.drill database.unlogged

A service that resists deletion is an error; the rest goes by hand.
Lässt sich ein Dienst nicht löschen, sagt es ein Fehler; der Rest geht von Hand.
erasure.finished transferred.by_hand

# §5 Audit
Trails keep account of processing.
Prüfprotokolle geben Rechenschaft über die Verarbeitung.
audit.whole audit.signed audit.witness

Some logs can't be deleted for one user; all can be emptied.
Manche Protokolle sind nicht für einen Benutzer löschbar; leeren lassen sich alle.
erasure.denied erasure.canary storage.framework_logs

Logs should be backed up regularly.
Protokolle sollen regelmäßig gesichert werden.
backup.recent audit.witness

What went to others is not deleted there.
Was an andere ging, wird dort nicht gelöscht.
transferred.told transferred.by_hand

Logs, alarms and trail reports can be viewed.
Protokolle, Alarme und Berichte lassen sich ansehen.
audit.whole operation.services operation.syslog

# §6 Data security regulations
Processing must be known and safeguarded by fitting measures.
Verarbeitung muss bekannt und angemessen geschützt sein.
operation.duties collected.declared

# §7 Product security information
A policy says how weaknesses are assessed, resolved and reported.
Eine Regel sagt, wie Schwächen bewertet, behoben und gemeldet werden.
operation.vulnerabilities

Advisories, guidelines and papers are published.
Hinweise, Richtlinien und Papiere werden veröffentlicht.
operation.advisories operation.documents

Cloud services come with terms, a processing contract and a privacy policy.
Clouddienste kommen mit Bedingungen, Auftragsvertrag und Datenschutzhinweisen.
operation.terms transferred.cloud

# §8 Disclaimer
Keeping the law on recording and privacy is the user's own duty.
Das Recht zu Aufnahmen und Datenschutz einzuhalten, ist Pflicht des Anwenders.
operation.duties rights.announced
"""
