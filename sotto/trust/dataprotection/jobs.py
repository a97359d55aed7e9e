"""What runs by the clock: no erasure stays half-done."""

from sotto.backbone import jobs
from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Purpose
from sotto.trust.dataprotection.services import resume_erasures


@jobs.every("* * * * *", "dataprotection.resume_erasures")
def finish_erasures() -> None:
    """Take up what a crash, or an absent keyring or database, cut off."""
    with acting(purpose=Purpose.ERASE):
        resume_erasures()
