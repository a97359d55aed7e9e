"""Tables of data protection: erasures' policy and certificates, and codes of identity."""

from sotto.trust.dataprotection.models.erasing import Certificate, Policy
from sotto.trust.dataprotection.models.identity import IdentityCode

__all__ = ["Certificate", "IdentityCode", "Policy"]
