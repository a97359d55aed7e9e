"""Sealed files that a crash left without a row: nobody can find them, so nobody must keep them."""

from datetime import datetime, timedelta

from sotto.personal_data.registry import holdings
from sotto.personal_data.sealed_file import delete_orphans
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within

GRACE = timedelta(hours=1)  # Longer than any recording takes.


def sweep_orphans(*, now: datetime) -> int:
    """now: aware. How many files were removed, in all tenants."""
    removed = 0
    for tenant in all_tenants():
        with within(tenant.pk):
            wanted = {
                name
                for holding in holdings()
                for column in holding.files
                for name in holding.model._default_manager.values_list(column.name, flat=True)
            }
        removed += delete_orphans(tenant.pk, wanted=wanted, older_than=(now - GRACE).timestamp())
    return removed
