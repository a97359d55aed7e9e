"""What runs by the clock: no erasure stays half-done, no file without its row."""

from datetime import UTC, datetime
from uuid import UUID

from sotto.backbone import jobs
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.dataprotection import services


@jobs.job("dataprotection.advance_erasure")
def advance_erasure(*, tenant: str, entry: str) -> None:
    """At once after its approval: denied within a second."""
    with acting(purpose=Purpose.ERASE):
        services.advance_erasure(UUID(tenant), UUID(entry))


@jobs.every("* * * * *", "dataprotection.advance_erasures")
def advance_erasures() -> None:
    """Take up what waits for its grace or epoch, and what a crash or an absent keyring cut off."""
    with acting(purpose=Purpose.ERASE):
        services.advance_erasures()
        services.dissolve_estates(now=datetime.now(UTC))


@jobs.every("27 3 * * *", "dataprotection.sweep_orphans")
def sweep_files() -> None:
    with acting(purpose=Purpose.ERASE):
        services.sweep_orphans(now=datetime.now(UTC))
