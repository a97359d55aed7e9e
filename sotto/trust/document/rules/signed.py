"""The document as a signed file, and how anybody checks it alone (PBX-82). Pure.

Nothing here needs a database, a keyring or settings.
"""

from typing import Any

from sotto.lib import signed_json

FORMAT = "sotto live document 2"


def open_(raw: bytes, *, key: bytes | None = None) -> dict[str, Any]:  # Any: JSON
    """What the document says, once it is sure that it was signed so. Raises NotGenuine."""
    return signed_json.open_(raw, form=FORMAT, name="live document", key=key)
