"""The controller's word on what several people made together: the rule, and single records."""

from uuid import UUID

from django.db import models, transaction

from sotto.personal_data import shared
from sotto.personal_data.sharing import RULES
from sotto.personal_data.vocabulary import Sharing
from sotto.trust.audit.services import record
from sotto.trust.dataprotection import queries
from sotto.trust.dataprotection.models import Policy
from sotto.trust.dataprotection.services.errors import NothingToDecide, RuleRefused
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def choose_sharing(rule: Sharing | None) -> None:
    """By which rule shared content is made from now on; None: as each table declares.

    Where it is not sound for a table, the declared rule stays. Raises RuleRefused.
    """
    if rule is not None and rule not in RULES:
        raise RuleRefused
    Policy.objects.update_or_create(
        tenant_id=current_tenant(), defaults={"sharing": "" if rule is None else rule.value}
    )
    record("dataprotection:sharing:chosen")


def decide_undecided(pk: UUID, *, keep: bool) -> None:
    """A record that waits, by its id. Raises NothingToDecide."""
    found = next((one for one in queries.undecided_shared() if one.pk == pk), None)
    if found is None:
        raise NothingToDecide(pk)
    decide_shared(found, keep=keep)


@transaction.atomic
def decide_shared(found: models.Model, *, keep: bool) -> None:
    """Keep the content for those who are left, or let it go for all; in the trail with who decided.

    found: a record that waits (`personal_data.shared.undecided`). Any other is left as it is.
    """
    if shared.decide(found, keep=keep):
        deed = "kept" if keep else "released"
        record(f"dataprotection:shared:{deed}", object_id=found.pk)
