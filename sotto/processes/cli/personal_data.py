"""`sotto export` and `sotto erase`."""

from pathlib import Path
from typing import Annotated

import typer

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, Extension, bar, print_json, tell
from sotto.processes.cli.people import find
from sotto.processes.cli.session import administering, new_file
from sotto.trust.dataprotection.services import erase_subject, export_subject, preview_of
from sotto.trust.tenants.services import within


def export(
    extension: Extension,
    to: Annotated[Path, typer.Option(help="A ZIP file to write; it must not exist.")],
    as_json: AsJson = False,
) -> None:
    """Write everything about a person into one archive: JSON, audio, and a page to read."""
    with administering(Purpose.ACCESS) as tenant:
        with within(tenant.pk):
            subject = find(extension).owner
        with new_file(to) as file, bar("Collecting", quiet=as_json) as progress:
            exported = export_subject(tenant.pk, subject, to=file, progress=progress)
    if as_json:
        print_json({"file": str(to), "items": exported.items, "files": exported.files})
        return
    tell(f"Written: {to} ({sum(exported.items.values())} items, {exported.files} files)")
    tell("It holds personal data in the clear: hand it over safely, then delete it.")


def erase(
    extension: Extension,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, only count.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person everywhere: keys, records, files. This can't be undone."""
    with administering(Purpose.ERASE) as tenant:
        with within(tenant.pk):
            subject = find(extension).owner
            counts = preview_of(subject)
        if not yes:
            _preview(counts, as_json=as_json)
            raise typer.Exit(1)
        with bar("Erasing", quiet=as_json):
            entry = erase_subject(tenant.pk, subject)
    if as_json:
        print_json({"erased": str(entry.pk), "counts": entry.counts})
        return
    tell("Erased: the key is destroyed, and with it every copy of what it sealed.")
    for what, count in entry.counts.items():
        tell(f"  {what}: {count}")
    tell(f"Ledger entry {entry.pk}")


def _preview(counts: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        print_json({"would_erase": counts})
        return
    tell("Nothing was erased. With --yes, this goes:")
    for what, count in counts.items():
        tell(f"  {what}: {count}")
