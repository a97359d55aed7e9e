"""The witness and the replica lie on disks of their own, or set-up says what is wrong.

A disk that is not mounted leaves a folder that is written to like any: so each is marked once.
"""

from collections.abc import Iterator
from pathlib import Path

from sotto.lib import disks
from sotto.processes.setup.preflight import Objection
from sotto.settings.configuration import Configuration


def second_disks(configuration: Configuration) -> Iterator[tuple[str, Path, Path]]:
    """Setting, folder, and where its mark is remembered; of those that are set."""
    if configuration.witness_dir is not None:
        yield "witness_dir", configuration.witness_dir, configuration.witness_mark
    if configuration.keyring_replica_dir is not None:
        yield "keyring_replica_dir", configuration.keyring_replica_dir, configuration.replica_mark


def refuse_what_is_away(configuration: Configuration) -> None:
    """Before any folder is made. Raises Objection."""
    wrong = [said for said in states(configuration).values() if said not in {_THERE, _SAME}]
    unmarked = (one for one in second_disks(configuration) if not one[2].exists())
    if not configuration.same_disk_allowed:
        wrong += [
            f"`{setting}` lies on the disk of the state itself ({folder}): mount another disk "
            "there, or set `same_disk_allowed = true` if you mean it."
            for setting, folder, _ in unmarked
            if disks.is_same(folder, configuration.state_dir)
        ]
    if wrong:
        raise Objection("\n".join(wrong))


def mark(configuration: Configuration) -> None:
    """Once the folders are made."""
    for _, folder, remembered in second_disks(configuration):
        disks.remember(folder, remembered)


_THERE, _SAME = "in place", "in place, but on the disk of the state: weak"


def states(configuration: Configuration) -> dict[str, str]:
    """Of each setting in plain words how its disk is, and what to do."""
    return {
        setting: _state(setting, folder, remembered, configuration.state_dir)
        for setting, folder, remembered in second_disks(configuration)
    }


def _state(setting: str, folder: Path, remembered: Path, state: Path) -> str:
    if not disks.is_there(folder, remembered):
        return (
            f"The disk of `{setting}` is NOT IN ITS PLACE ({folder}): mount it. If it is lost for "
            f"good, mount a new one, remove {remembered}, and run bin/up."
        )
    return _SAME if disks.is_same(folder, state) else _THERE
