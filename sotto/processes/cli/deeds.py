"""What an erasure would do, did and keeps, in lines for people: of a person and of a customer."""

from collections.abc import Iterable, Mapping
from typing import Any

from sotto.processes.cli.output import tell
from sotto.trust.dataprotection.services import Preview
from sotto.trust.dataprotection.services.wording import counts_as_shown, preview_as_shown


def preview_as_json(preview: Preview) -> dict[str, Any]:  # Any: JSON
    """`seen` is the token by which the dry run is named when it is approved."""
    return {
        "would_erase": preview.counts,
        "files": preview.files,
        "touches_others": preview.others,
        "awaited_by_holds": preview.awaited,
        "kept": [one.as_json() for one in preview.kept],
        "seen": preview.token,
    }


def tell_preview(preview: Preview) -> None:
    """The dry run."""
    shown = preview_as_shown(preview)
    for line in shown["lines"]:
        others = line["others"]
        also = f" (with {others} others who have a part in them)" if others else ""
        tell(f"  {line['title']}: {line['count']}{also}")
    tell(f"  Files: {shown['files']}")
    tell_kept(shown["kept"])
    if preview.awaited:
        tell(f"  WARNING: a hold that waits for approval would keep some ({preview.awaited}).")
        tell("  Once it is erased, nothing can keep it. Decide first: sotto hold list.")


def tell_counts(counts: Mapping[str, int]) -> None:
    """counts: as the ledger has them."""
    for line in counts_as_shown(counts):
        tell(f"  {line['title']}: {line['deed']}, {line['count']}")


def tell_kept(kept: Iterable[Mapping[str, Any]]) -> None:
    """kept: as `kept_as_shown` says it. Any: JSON."""
    for one in kept:
        until = f"until {one['until']}" if one["until"] else "until its own retention ends"
        tell(f"  Kept: {one['title']}, {one['count']}, {until}: {one['ground']}")


def tell_remains(remains: Iterable[Mapping[str, Any]]) -> None:
    for one in remains:
        tell(f"  REMAINS: {one['what']} ({one['step']}, {one['why']}); it is tried again")
