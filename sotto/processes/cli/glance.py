"""`sotto glance`: how data protection stands, as its first page says it."""

from importlib import import_module
from typing import Any

import typer
from django.conf import settings

from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, print_json, tell
from sotto.processes.cli.session import in_tenant
from sotto.web import navigation
from sotto.web.navigation import Entry, Standing, Tile

_MARKS = {Standing.GOOD: "ok     ", Standing.WATCH: "LOOK   ", Standing.BAD: "ACTION "}


def glance(*, as_json: AsJson = False) -> None:
    """Say how each room of data protection stands. Exit code 1 when one needs action."""
    import_module(settings.ROOT_URLCONF)  # Each room's addresses bring its entry along.
    with in_tenant(Purpose.VERIFY):
        rooms = [_shown(entry, tile) for entry, tile in navigation.glances()]
    if as_json:
        print_json(rooms)
    else:
        for room in rooms:
            tell(f"{room['name']}: {room['figure']} {room['text']}")
            for fact in room["facts"]:
                when = f" {fact['at']}" if fact["at"] else ""
                tell(f"  {_MARKS[fact['standing']]}{fact['text']}{when}")
    if any(room["standing"] == Standing.BAD for room in rooms):
        raise typer.Exit(1)


def _shown(entry: Entry, tile: Tile) -> dict[str, Any]:  # Any: JSON
    return {
        "room": entry.view,
        "name": str(entry.text),
        "standing": tile.standing,
        "figure": tile.figure,
        "text": str(tile.text),
        "facts": [
            {
                "standing": one.standing,
                "text": str(one.text),
                "at": one.at.isoformat(timespec="seconds") if one.at else None,
            }
            for one in tile.facts
        ],
    }
