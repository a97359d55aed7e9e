"""What retention refuses, and why."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class RetentionRefused(Refused):
    """The family of this room."""

    status = 422


class NoSuchClass(RetentionRefused):
    status = 404
    text = _("There is no such class of data with a period of its own.")


class PeriodRefused(RetentionRefused):
    """`text` says what is allowed, and by which law or choice."""

    text: str | Promise

    def __init__(self, least: timedelta, most: timedelta, why: str | Promise) -> None:
        super().__init__()
        self.text = format_lazy(
            _("Between {least} and {most} days may be chosen here. {why}"),
            least=least.days,
            most=most.days,
            why=why,
        )


class MaskingRefused(RetentionRefused):
    text = _("That can't be stored of calls. Choose one of those that are offered.")


class ClockInDoubt(RetentionRefused):
    status = 409
    text = _(
        "The clock has jumped. Nothing is deleted until somebody confirms today's date, "
        "or the clock is right again."
    )


class DayRefused(RetentionRefused):
    text = _("That is not the day which the clock shows. Nothing was confirmed.")


class RowsRefused(RetentionRefused):
    """The database holds on to rows that are due: another table refers to them."""

    status = 409
    text = _("Records that are due can't be deleted: others refer to them. The run stays open.")


class ReasonMissing(RetentionRefused):
    text = _("Say in at least ten letters why these numbers have to be seen in full.")


class HearingMissing(RetentionRefused):
    text = _("In this country the employee must be heard before numbers are shown in full.")
