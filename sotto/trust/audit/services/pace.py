"""How far a long verification is, for whoever waits: told over a connection of its own.

The verification reads within one transaction, and what that writes nobody sees before its end.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import UUID

from django.db import connection

from sotto.trust.audit.rules.verifying import Progress

_PAUSE_S = 1.0
_UPDATE = "UPDATE audit_verification SET checked = %s WHERE id = %s"


@contextmanager
def told(tenant: UUID, verification: UUID) -> Iterator[Progress]:
    """Progress that can be read meanwhile, once a second."""
    with closing(connection.copy()) as beside:
        said_at = 0.0

        def say(done: int, _total: int) -> None:
            nonlocal said_at
            if time.monotonic() - said_at < _PAUSE_S:
                return
            said_at = time.monotonic()
            with beside.cursor() as cursor:
                cursor.execute("SELECT set_config('sotto.tenant', %s, false)", (str(tenant),))
                cursor.execute(_UPDATE, (done, verification))

        yield say
