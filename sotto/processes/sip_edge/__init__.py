"""The SIP edge: loaded by Kamailio into each of its workers (KEMI), one object, methods by name.

It imports only `sotto.lib`, `sotto.features.calls.rules` (pure) and psycopg, and gets Kamailio's
module `KSR` as an argument. Nothing personal is logged: see `journal`.

Kamailio does: transport, TLS, transactions, registrar, dialogs. Python decides: who (`gate`), where
(`calls.rules` over `directory`), with what protection, and what is told about it (`events`).
"""

import gc
from collections.abc import Mapping
from typing import Any, Final

from sotto.processes.sip_edge.script import Script
from sotto.processes.sip_edge.settings import EdgeSettings

_OBJECTS_BETWEEN_COLLECTIONS: Final = 100_000


def load(ksr: Any, settings: Mapping[str, Any]) -> Script:
    """What Kamailio calls before it makes its workers.

    What is loaded by now lives for ever and is shared by all workers: the collector of cycles need
    neither look at it nor, by looking, copy its pages. Messages make no cycles, errors do.
    """
    script = Script(ksr, EdgeSettings(**settings))
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    return script
