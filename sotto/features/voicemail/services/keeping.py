"""What the retention timer has to know of messages: their age, and that nobody has heard them.

A message that waits is not deleted under its owner's nose, unless the tenant set a period for
those as well. One that waited long may be heard again for a week (PBX-71, APP-70, UCC-70).
"""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sotto.trust.retention.queries import Kept
from sotto.trust.retention.rules import HEARD_GRACE
from sotto.trust.retention.services import Shelf

WAITING = _("not heard yet, or only just")


def spared_messages(kept: Kept, now: datetime) -> Q:
    """now: aware, UTC."""
    unheard = Q(hearing=None)
    if kept.unread is not None:
        unheard &= Q(began_at__gte=now - kept.unread)
    return unheard | Q(hearing__heard_at__gt=now - HEARD_GRACE)


MESSAGES = Shelf(begun="began_at", spares=spared_messages, ground=WAITING)
