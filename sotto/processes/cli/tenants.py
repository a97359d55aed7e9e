"""`sotto tenant …`."""

from typing import Annotated

import typer

from sotto.personal_data import countries
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
            "country": tenant.country,
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


@app.command()
def country(
    code: Annotated[str, typer.Argument(help="Two letters, as DE; without it, print it.")] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="No country: the strict profile.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Choose the country whose profile says what is masked and how long anything may be kept."""
    with in_tenant() as tenant:
        chosen = tenant.country
        if code or strict:
            chosen = services.choose_country(tenant.pk, country="" if strict else code)
    found = countries.profile(chosen)
    if as_json:
        shown = {"country": chosen, "profile": found.code, "masked_digits": found.masked_digits}
        print_json({**shown, "authority": found.authority})
        return
    name = str(found.name) if chosen in {"", found.code} else f"{chosen}, by the strict default"
    tell(f"{name}. Of others' numbers the last {found.masked_digits} digits are hidden.")
    tell(f"Complaints go to: {found.authority}")
