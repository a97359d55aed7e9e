"""`sotto account …`: who may sign in, and as what."""

from typing import Annotated
from uuid import UUID

import typer
from django.conf import settings

from sotto.lib.identifiers import new_subject_id
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.session import administering, in_tenant
from sotto.processes.cli.whom import subject_meant
from sotto.trust.access import queries, services
from sotto.trust.access.services import Role
from sotto.trust.dataprotection.services import erase_account
from sotto.trust.requests import queries as requests
from sotto.trust.requests.services import name_address, remove_address

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List accounts with their roles."""
    with in_tenant():
        accounts = queries.accounts()
        names = queries.names_of_accounts({str(one.pk) for one in accounts})
        rows = [
            {
                "id": str(one.pk),
                "name": names.get(str(one.pk), ""),
                "role": one.role,
                "subject": str(one.owner),
            }
            for one in accounts
        ]
    headings = {"id": "Id", "name": "Signs in as", "role": "Role", "subject": "Pseudonym"}
    print_rows(rows, headings, as_json=as_json, none="No accounts yet. Try: sotto admin-link")


@app.command()
def invite(
    who: Annotated[str, typer.Argument(help="Number, address or name; nobody: from outside.")] = "",
    role: Annotated[Role, typer.Option(help="What the account may do.")] = Role.USER,
    as_json: AsJson = False,
) -> None:
    """Print a one-time link that opens an account; it works once, for a day."""
    with in_tenant():
        owner = subject_meant(who) if who else new_subject_id()
        invitation = services.invite(owner=owner, role=role)
        if who:
            services.give_role(invitation.account, role)
    link = f"https://{settings.SOTTO.host_name}:{settings.SOTTO.ports.web}{invitation.path}"
    if as_json:
        print_json({"account": str(invitation.account), "role": role.value, "link": link})
    else:
        tell(link)


@app.command()
def role(
    account: Annotated[UUID, typer.Argument(help="Its id, from `sotto account list`.")],
    role: Annotated[Role, typer.Argument(help="administrator, officer or user.")],
    as_json: AsJson = False,
) -> None:
    """Make somebody administrator, data protection officer, or neither."""
    with in_tenant():
        services.give_role(account, role)
    if as_json:
        print_json({"account": str(account), "role": role.value})
    else:
        tell(f"Is {role.value} now.")


@app.command()
def reminders(
    account: Annotated[UUID | None, typer.Argument(help="Its id; none: print.")] = None,
    to: Annotated[str, typer.Option(help="Remind this officer at this e-mail address.")] = "",
    off: Annotated[bool, typer.Option("--off", help="Remind this officer no more.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print who is reminded by e-mail of deadlines, or choose it for one officer."""
    with in_tenant():
        if account is not None and (to or off):
            officer = services.owner_of(account)
            if off:
                remove_address(officer)
            else:
                name_address(officer, email=to)
        is_set, refused = requests.is_mail_set(), requests.refused_letters()
        rows = [
            {
                "email": one.about_owner["email"],
                "subject": str(one.owner),
                "refused": refused.filter(owner=one.owner).exists(),
            }
            for one in requests.addresses_of_officers()
        ]
    if as_json:
        print_json({"mail_server": is_set, "officers": rows})
        return
    if not is_set:
        tell("No mail server is set (mail_host in sotto.toml): nobody is reminded by e-mail.")
    headings = {"email": "Address", "subject": "Pseudonym", "refused": "Refused"}
    none = "No address yet. Try: sotto account reminders ID --to ADDRESS"
    print_rows(rows, headings, as_json=False, none=none)


@app.command()
def remove(
    account: Annotated[UUID, typer.Argument(help="Its id, from `sotto account list`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; there is no way back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase whoever signs in by this account, everywhere; never the last administrator."""
    with administering(Purpose.ERASE) as tenant:
        if not yes:
            tell("Nothing was erased. With --yes, whoever has this account is erased everywhere.")
            raise typer.Exit(1)
        entry = erase_account(tenant.pk, account)
    if as_json:
        print_json({"erased": str(entry.pk), "counts": entry.counts})
    else:
        tell(f"Erased: {entry.pk}. See: sotto erasure print {entry.pk}")
