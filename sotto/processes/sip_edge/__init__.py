"""The SIP edge: loaded by Kamailio into each of its workers (KEMI), one object, methods by name.

It imports only `sotto.lib`, `sotto.features.calls.rules` (pure) and psycopg, and gets Kamailio's
module `KSR` as an argument. Nothing personal is logged: see `journal`.

Kamailio does: transport, TLS, transactions, registrar, dialogs. Python decides: who (`gate`), where
(`calls.rules` over `directory`), with what protection, and what is told about it (`events`).
"""

from collections.abc import Mapping
from typing import Any

from sotto.processes.sip_edge.script import Script
from sotto.processes.sip_edge.settings import EdgeSettings


def load(ksr: Any, settings: Mapping[str, Any]) -> Script:
    """What Kamailio calls before it makes its workers."""
    return Script(ksr, EdgeSettings(**settings))
