"""`sotto tenant …`."""

from typing import Annotated

import typer

from sotto.processes.cli.output import AsJson, print_json, tell
from sotto.processes.cli.session import in_tenant
from sotto.trust.tenants import services

app = typer.Typer(no_args_is_help=True)


@app.command("print")
def print_(*, as_json: AsJson = False) -> None:
    """Print the tenant: its name, SIP domain and what it allows."""
    with in_tenant() as tenant:
        shown = {
            "id": str(tenant.pk),
            "name": tenant.name,
            "domain": tenant.domain,
            "language": tenant.language,
            "plain_media_allowed": tenant.plain_media_allowed,
        }
    if as_json:
        print_json(shown)
        return
    for key, value in shown.items():
        tell(f"{key.replace('_', ' '):20} {value}")


@app.command("plain-media")
def plain_media(
    decision: Annotated[bool, typer.Option("--allow/--forbid", help="RTP without SRTP.")],
    as_json: AsJson = False,
) -> None:
    """Allow or forbid audio without encryption, for old devices; each such call shows it."""
    with in_tenant() as tenant:
        services.decide_plain_media(tenant.pk, is_allowed=decision)
    if as_json:
        print_json({"plain_media_allowed": decision})
    else:
        tell("Plain audio is allowed." if decision else "Only encrypted audio is accepted.")
