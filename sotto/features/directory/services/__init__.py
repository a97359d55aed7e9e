"""Verbs of the directory, a file each for people, devices, other parties and projections."""

from sotto.features.directory.services.devices import NewDevice, add_device, remove_device
from sotto.features.directory.services.errors import (
    DeviceUnknown,
    NumberTaken,
    PersonRefused,
    PersonUnknown,
)
from sotto.features.directory.services.other_parties import find_other_party
from sotto.features.directory.services.people import add_person, remove_person
from sotto.features.directory.services.projections import (
    are_projections_whole,
    forget_subject,
    forget_tenant,
    rebuild_projections,
    reindex_other_parties,
)
from sotto.features.directory.services.withholding import show_number, withhold_number

__all__ = [
    "DeviceUnknown",
    "NewDevice",
    "NumberTaken",
    "PersonRefused",
    "PersonUnknown",
    "add_device",
    "add_person",
    "are_projections_whole",
    "find_other_party",
    "forget_subject",
    "forget_tenant",
    "rebuild_projections",
    "reindex_other_parties",
    "remove_device",
    "remove_person",
    "show_number",
    "withhold_number",
]
