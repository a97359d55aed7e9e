"""All commands, by noun."""

import typer

from sotto.processes.cli import (
    accounts,
    audit,
    backup,
    calls,
    canaries,
    consents,
    devices,
    document,
    erasures,
    glance,
    holds,
    keyring,
    people,
    personal_data,
    recipients,
    removals,
    requests,
    restore,
    retention,
    shared,
    system,
    tenants,
    verify,
    voicemail,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sotto: calls, voice mail and directory that keep their promises about personal data.",
)
app.add_typer(people.app, name="person", help="People: add, print, list, remove.")
app.add_typer(devices.app, name="device", help="Telephones: add, list, remove.")
app.add_typer(calls.app, name="call", help="Call history.")
app.add_typer(voicemail.app, name="voicemail", help="Messages, greeting and PIN.")
app.add_typer(audit.app, name="audit", help="The audit trail: list, prove, verify, prune.")
app.add_typer(accounts.app, name="account", help="Accounts: list, invite, role.")
app.command("glance")(glance.glance)
app.add_typer(requests.app, name="request", help="Requests of data subjects, and their clocks.")
app.add_typer(consents.app, name="consent", help="What a person allows, objects to, restricts.")
app.add_typer(tenants.app, name="tenant", help="The tenant: print, country, masking, media policy.")
app.add_typer(removals.app, name="removal", help="Removed customers: who was told, certificates.")
app.command("export")(personal_data.export)
app.add_typer(erasures.app, name="erasure", help="Erasures: list, print, cancel.")
app.command("erase")(erasures.erase)
app.command("verify")(verify.verify)
app.add_typer(holds.app, name="hold", help="Legal holds: place, approve, lift, list, export.")
app.add_typer(shared.app, name="shared", help="Content of several people: rule, list, decide.")
app.add_typer(
    retention.app, name="retention", help="How long data is kept: show, set, preview, run."
)
app.add_typer(canaries.app, name="canary", help="Synthetic people, and what is left of them.")
app.add_typer(recipients.app, name="recipient", help="Who else gets data, and what they were told.")
app.add_typer(document.app, name="document", help="What the system says about itself.")
app.add_typer(backup.app, name="backup", help="Backups: make, list, check, drill.")
app.command("restore")(restore.restore)
app.add_typer(keyring.app, name="keyring", help="Keys: status, backup, restore, drill.")
app.command("status")(system.status)
app.command("selftest")(system.selftest)
app.command("admin-link")(system.admin_link)
