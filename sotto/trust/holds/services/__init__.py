"""Verbs of holds: place, approve, lift, approve the lifting; keep keys in time; show evidence."""

from sotto.trust.holds.services.errors import (
    AlreadyErased,
    ClassUnknown,
    HoldRefused,
    HoldUnknown,
    NotInForce,
    NotWaiting,
    RangeRefused,
    ReasonMissing,
    ReviewRefused,
    SomebodyElseMust,
)
from sotto.trust.holds.services.evidence import write_evidence
from sotto.trust.holds.services.holding import (
    approve,
    approve_lift,
    keep_again,
    keep_held,
    let_go_unapproved,
    lift,
    place,
)

__all__ = [
    "AlreadyErased",
    "ClassUnknown",
    "HoldRefused",
    "HoldUnknown",
    "NotInForce",
    "NotWaiting",
    "RangeRefused",
    "ReasonMissing",
    "ReviewRefused",
    "SomebodyElseMust",
    "approve",
    "approve_lift",
    "keep_again",
    "keep_held",
    "let_go_unapproved",
    "lift",
    "place",
    "write_evidence",
]
