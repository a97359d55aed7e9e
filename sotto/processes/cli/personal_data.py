"""`sotto export`."""

from pathlib import Path
from typing import Annotated

import typer

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, Extension, bar, print_json, tell
from sotto.processes.cli.people import find
from sotto.processes.cli.session import administering, new_file
from sotto.trust.dataprotection.services import export_subject
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
