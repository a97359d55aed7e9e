"""How much of somebody else's data is shown: by the profile of the tenant's country.

A number loses its last digits, all other text goes. ENT-30; Art. 15(4) GDPR.
"""

import re
from typing import Any, Final

from sotto.personal_data.countries import CountryProfile

WITHHELD: Final = "withheld: somebody else's"
_NUMBER: Final = re.compile(r"\+?[0-9*#x]+")


def mask(value: Any, profile: CountryProfile) -> Any:
    """What may be shown of a value about somebody else. Any: JSON."""
    if isinstance(value, str) and value and _NUMBER.fullmatch(value):
        return mask_number(value, profile)
    return None if value is None or value == "" else WITHHELD


def mask_number(number: str, profile: CountryProfile) -> str:
    """Its last digits hidden, all of a number that is no longer than they are. Twice is as once."""
    kept = max(0, len(number) - profile.masked_digits)
    return number[:kept] + "x" * (len(number) - kept)
