"""Every tenant's audit trail gets its checkpoint; what is wrong with one is said once."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog

from sotto.keyring.client import KeyringRefused
from sotto.personal_data.actor import acting
from sotto.trust.audit import services as audit
from sotto.trust.tenants.queries import all_tenants

log = structlog.get_logger()


@dataclass
class AuditTrails:
    """Looks after all trails, and remembers of which it has complained."""

    _complained: dict[UUID, str] = field(default_factory=dict)

    def keep(self) -> None:
        """Integrate what has come. Raises KeyringUnavailable: entries wait, and nothing is lost."""
        with acting():
            for tenant in all_tenants():
                self._say(tenant.pk, _fault_in(tenant.pk))

    def _say(self, tenant: UUID, fault: str) -> None:
        if fault and self._complained.get(tenant) != fault:
            log.error("audit.trail_not_signed", tenant=str(tenant), where=fault)
        self._complained[tenant] = fault


def _fault_in(tenant: UUID) -> str:
    """A fixed word; empty when all is well."""
    try:
        audit.integrate(tenant)
    except audit.TrailDamaged as damage:
        return damage.where
    except KeyringRefused:
        return "keyring"
    except OSError:  # A full disk, most likely: the next look tries again.
        return "disk"
    return ""
