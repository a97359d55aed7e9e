"""What runs by the clock: no erasure stays half-done, no file without its row."""

from datetime import UTC, datetime

from sotto.backbone import jobs
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.dataprotection.services import resume_erasures, sweep_orphans


@jobs.every("* * * * *", "dataprotection.resume_erasures")
def finish_erasures() -> None:
    """Take up what a crash, or an absent keyring or database, cut off."""
    with acting(purpose=Purpose.ERASE):
        resume_erasures()


@jobs.every("27 3 * * *", "dataprotection.sweep_orphans")
def sweep_files() -> None:
    with acting(purpose=Purpose.ERASE):
        sweep_orphans(now=datetime.now(UTC))
