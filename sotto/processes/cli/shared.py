"""`sotto shared …`: what several people made together, and what erasing one of them does to it."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from sotto.personal_data.registry import holding_of
from sotto.personal_data.sharing import rule_for, shared_holdings
from sotto.personal_data.vocabulary import Purpose, Sharing
from sotto.processes.cli.output import AsJson, print_json, print_rows, tell
from sotto.processes.cli.session import in_tenant
from sotto.trust.dataprotection import queries, services

app = typer.Typer(no_args_is_help=True)


class Rule(StrEnum):
    """As it is typed."""

    ANY = "any"
    LAST = "last"
    CONTROLLER = "controller"
    DECLARED = "declared"


_RULES = {
    Rule.ANY: Sharing.ANY,
    Rule.LAST: Sharing.LAST,
    Rule.CONTROLLER: Sharing.CONTROLLER,
    Rule.DECLARED: None,
}


@app.command()
def rule(
    chosen: Annotated[Rule | None, typer.Argument(help="Without it, print it.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Choose what happens when one is erased, from now on: goes for all, stays, or is decided."""
    with in_tenant() as tenant:
        if chosen is not None:
            services.choose_sharing(_RULES[chosen])
        now = queries.sharing_chosen(tenant.pk)
        tables = {one.label: rule_for(one.model, tenant.pk).value for one in shared_holdings()}
    if as_json:
        print_json({"rule": now.value if now else None, "tables": tables})
        return
    tell(f"Shared content: {now.value if now else 'as each kind declares'}.")
    for table, each in tables.items():
        tell(f"  {table}: {each}")


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List what waits for a decision, since one of its people was erased."""
    with in_tenant(Purpose.VERIFY):
        rows = [
            {"id": str(one.pk), "kind": holding_of(type(one)).title}
            for one in queries.undecided_shared()
        ]
    headings = {"id": "Id", "kind": "What"}
    print_rows(rows, headings, as_json=as_json, none="Nothing waits for a decision.")


@app.command()
def decide(
    found: Annotated[UUID, typer.Argument(help="Its id, from `sotto shared list`.")],
    keep: Annotated[bool, typer.Option("--keep/--release", help="For those who are left.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Keep it for those who are left, or let it go for all."""
    with in_tenant(Purpose.ERASE):
        services.decide_undecided(found, keep=keep)
    if as_json:
        print_json({"id": str(found), "kept": keep})
    else:
        tell("Kept." if keep else "Released: it is gone.")
