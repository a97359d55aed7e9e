"""The keyed digest by which a number, an address or a sign-in name is found again.

A phone number has at most 10^10 values: whoever has the key can enumerate a digest. So the key
comes from the keyring and stays in memory, and the digests stand in UNLOGGED projections only.
"""

import hashlib
import hmac
from uuid import UUID

from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import keyring


def digest_of(tenant: UUID, text: str) -> bytes:
    """HMAC-SHA-256 under the tenant's index key; 32 bytes. text: already made comparable."""
    key = keyring().index_key(tenant, actor=current_actor().id)
    return hmac.digest(key, text.encode(), hashlib.sha256)
