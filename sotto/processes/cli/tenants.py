"""`sotto tenant …`."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from sotto.personal_data import countries
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.deeds import tell_counts, tell_remains
from sotto.processes.cli.output import AsJson, bar, print_json, tell
from sotto.processes.cli.session import administering, in_tenant
from sotto.trust.dataprotection import services as dataprotection
from sotto.trust.retention import queries
from sotto.trust.retention.rules import AtWriting
from sotto.trust.retention.services import choose_masking
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


@app.command()
def masking(
    outside: Annotated[
        AtWriting | None, typer.Option(help="What is stored of calls with outside numbers.")
    ] = None,
    inside: Annotated[
        AtWriting | None, typer.Option(help="Of calls among our own people: full or none.")
    ] = None,
    after: Annotated[
        int, typer.Option(min=-1, help="Cut outside numbers after so many days; 0: never.")
    ] = -1,
    as_json: AsJson = False,
) -> None:
    """Choose what of calls is stored, from now on and by age; without options, print it."""
    with in_tenant():
        decided = queries.masking()
        if outside is not None or inside is not None or after >= 0:
            decided = choose_masking(
                inside=inside or decided.inside,
                outside=outside or decided.outside,
                after=decided.after if after < 0 else timedelta(days=after) or None,
                now=datetime.now(UTC),
            )
    days = decided.after.days if decided.after else None
    shown = {"outside": decided.outside, "inside": decided.inside, "after_days": days}
    if as_json:
        print_json(shown)
        return
    for key, value in shown.items():
        tell(f"{key.replace('_', ' '):12} {'-' if value is None else value}")


@app.command()
def remove(
    confirm: Annotated[
        str, typer.Option(help="Its domain, typed; without this, only say what would go.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Remove the customer: its people first, then its key, records and files. No way back."""
    with administering(Purpose.ERASE) as tenant:
        preview = dataprotection.preview_of_tenant(tenant.pk)
        if not confirm:
            _show_what_would_go(preview, as_json=as_json)
            raise typer.Exit(1)
        with bar("Removing", quiet=as_json):
            entry = dataprotection.remove_tenant(tenant.pk, confirmed=confirm)
    if as_json:
        print_json({"removed": str(entry.pk), "counts": entry.counts, "remains": entry.remains})
        return
    tell("Removed: the customer's key is destroyed, and with it everything in it, everywhere.")
    tell_counts(entry.counts)
    tell_remains(entry.remains)
    for one in entry.told:
        tell(f"  told: {one['recipient']}, {one['channel']}: {one['state']}")
    tell("Who was told, and answered: sotto removal list")
    tell(f"When two epochs have passed: sotto removal certificate {entry.pk} --to FILE")


def _show_what_would_go(preview: dataprotection.TenantPreview, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "would_remove": preview.counts,
                "confirm_with": preview.confirmation,
                "recipients": preview.recipients,
            }
        )
        return
    tell("Nothing was removed. This would go, for ever:")
    for label, count in preview.counts.items():
        tell(f"  {preview.titles[label]}: {count}")
    tell(f"Recipients that are told to erase everything: {preview.recipients}")
    if preview.holds:
        tell(f"Legal holds stand in the way: {preview.holds}. Lift them first.")
    if preview.awaited:
        tell(
            f"WARNING: legal holds that wait for approval: {preview.awaited}. Nothing is kept then."
        )
    tell(f"To do it: sotto tenant remove --confirm {preview.confirmation}")
