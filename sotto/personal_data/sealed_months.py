"""In which month a row was sealed, read off its envelopes by PostgreSQL: they begin with it."""

from typing import Any

from django.db import models
from django.db.models import F, IntegerField
from django.db.models.functions import Least

from sotto.personal_data.registry import Holding


class _SealedIn(models.Func):
    """The month in an envelope's header: version, algorithm, class, then two bytes of month."""

    template = "(get_byte(%(expressions)s, 3) * 256 + get_byte(%(expressions)s, 4))"
    arity = 1


def first_month_of(holding: Holding) -> Any:  # Any: an expression of Django's
    """The earliest month of a row's envelopes, as in `Period.month`; None where none is sealed."""
    columns = [*holding.sealed, *holding.key_shares]
    months = [_SealedIn(F(one.name), output_field=IntegerField()) for one in columns]
    if not months:
        return None
    return Least(*months) if len(months) > 1 else months[0]
