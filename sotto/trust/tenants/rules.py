"""What a customer is called that was removed: its row stays, for trail and ledger."""

from uuid import UUID

_RETIRED = ".removed.invalid"  # RFC 2606: nobody's domain.


def retired_domain(tenant: UUID) -> str:
    return f"{tenant.hex}{_RETIRED}"


def is_retired(domain: str) -> bool:
    return domain.endswith(_RETIRED)
