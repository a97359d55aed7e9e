"""The archive that answers an access request: one collection, in every format that has a use.

Rows are opened once and masked once (`personal_data.access`); every format is made from the same
items, so none can show more than another, nor less. Art. 15 and 20 GDPR; ENT-60 to ENT-62.
"""

from sotto.trust.dataprotection.services.archive.facts import Facts
from sotto.trust.dataprotection.services.archive.outlet import Outlet
from sotto.trust.dataprotection.services.archive.transfers import passed_on
from sotto.trust.dataprotection.services.archive.writing import PersonArchive

__all__ = ["Facts", "Outlet", "PersonArchive", "passed_on"]
