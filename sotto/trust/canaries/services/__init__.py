"""Verbs of canaries: hatch one, erase the old, search for what is left."""

from sotto.trust.canaries.services.hatching import adopt, hatch
from sotto.trust.canaries.services.running import erase_old, run, run_if_due
from sotto.trust.canaries.services.searching import search

__all__ = ["adopt", "erase_old", "hatch", "run", "run_if_due", "search"]
