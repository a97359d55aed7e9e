"""`sotto person …`."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from sotto.features.directory import queries, services
from sotto.features.directory.models import Person
from sotto.features.voicemail import queries as voicemail
from sotto.features.voicemail import services as voicemail_services
from sotto.personal_data.records import unseal
from sotto.processes.cli.output import AsJson, Extension, print_json, print_rows, tell
from sotto.processes.cli.session import in_tenant

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Option(help="First and last name.")],
    extension: Annotated[str, typer.Option(help="2 to 8 digits.")],
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Add a person with an extension and a mailbox; prints the mailbox PIN, once."""
    with in_tenant():
        person = services.add_person(name=name, extension=extension, email=email)
        mailbox = voicemail.mailbox_of(person.pk)
        pin = None if mailbox is None else voicemail_services.issue_pin(mailbox)
        shown = {"id": str(person.pk), "extension": extension, "voicemail_pin": pin}
    if as_json:
        print_json(shown)
        return
    tell(f"Added, with extension {extension}.")
    tell(f"Voice mail PIN: {pin}   (shown once; dial *97 to listen)")
    tell(f"Next: sotto device add {extension}")


@app.command("print")
def print_(extension: Extension, *, as_json: AsJson = False) -> None:
    """Print what the directory holds about a person. `sotto export` gives everything."""
    with in_tenant():
        shown = _whole(find(extension))
    if as_json:
        print_json(shown)
        return
    for key in ("name", "email", "extension", "id", "added_at", "withholds_number", "new_messages"):
        tell(f"{key.replace('_', ' '):16} {shown[key] if shown[key] != '' else '-'}")
    for device in shown["devices"]:
        tell(f"{'device':16} {device['username']}, {device['algorithm']}, id {device['id']}")


@app.command()
def number(
    extension: Extension,
    *,
    withhold: Annotated[
        bool | None, typer.Option("--withhold/--show", help="Without it, print it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Withhold a person's number from whom it calls, or show it; a call may say otherwise."""
    with in_tenant():
        person = find(extension)
        if withhold:
            services.withhold_number(person, now=datetime.now(UTC))
        elif withhold is not None:
            services.show_number(person)
        is_withheld = queries.withholds_number(person)
    if as_json:
        print_json({"withholds_number": is_withheld})
    else:
        tell("The number is withheld in calls." if is_withheld else "The number is shown in calls.")


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List everybody."""
    with in_tenant():
        people = unseal(list(queries.everybody()))
        extensions = queries.extensions_of([person.pk for person in people])
        rows = [
            {
                "extension": extensions.get(person.pk, ""),
                "name": person.about_owner["name"],
                "email": person.about_owner["email"],
                "state": "restricted" if person.about_owner.restricted else None,
                "id": str(person.pk),
            }
            for person in people
        ]
    headings = {"extension": "Extension", "name": "Name", "email": "E-mail", "state": "State"}
    print_rows(rows, headings, as_json=as_json, none="Nobody yet. Try: sotto person add --help")


@app.command()
def remove(extension: Extension, *, as_json: AsJson = False) -> None:
    """Remove a person with number, devices and mailbox. To erase all traces: `sotto erase`."""
    with in_tenant():
        services.remove_person(find(extension))
    if as_json:
        print_json({"removed": extension})
    else:
        tell("Removed. The call history keeps what is about others; `sotto erase` goes further.")


def find(extension: str) -> Person:
    """Raises PersonUnknown."""
    person = queries.person_by_number(extension)
    if person is None:
        raise services.PersonUnknown
    return person


def _whole(person: Person) -> dict[str, Any]:  # Any: JSON
    devices = unseal(list(queries.devices_of(person)))
    return {
        "id": str(person.pk),
        "name": person.about_owner["name"],
        "email": person.about_owner["email"],
        "extension": queries.extensions_of([person.pk]).get(person.pk, ""),
        "added_at": person.added_at.isoformat(timespec="seconds"),
        "withholds_number": queries.withholds_number(person),
        "new_messages": len(voicemail.inbox_of(person.pk).new),
        "devices": [
            {
                "id": str(device.pk),
                "username": device.about_owner["username"],
                "algorithm": device.algorithm,
                "label": device.about_owner["label"],
            }
            for device in devices
        ],
    }
