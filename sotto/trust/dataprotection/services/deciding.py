"""The controller's word on what several people made together, after one of them was erased."""

from django.db import models, transaction

from sotto.personal_data import shared
from sotto.trust.audit.services import record


@transaction.atomic
def decide_shared(found: models.Model, *, keep: bool) -> None:
    """Keep the content for those who are left, or let it go for all; in the trail with who decided.

    found: a record that waits (`personal_data.shared.undecided`). Any other is left as it is.
    """
    if shared.decide(found, keep=keep):
        deed = "kept" if keep else "released"
        record(f"dataprotection:shared:{deed}", object_id=found.pk)
