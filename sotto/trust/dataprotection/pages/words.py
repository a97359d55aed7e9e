"""The words of the pages for what rules, ledger and certificates name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.trust.dataprotection.rules import State
from sotto.trust.dataprotection.services.preview import ACCOUNTABILITY, CLAIMS
from sotto.trust.holds.rules import State as HoldState

STATES = {
    State.ASKED: _("waits for approval"),
    State.IN_GRACE: _("in its grace"),
    State.RUNNING: _("under way"),
    State.WAITING: _("waits for two epochs"),
    State.STUCK: _("something remains"),
    State.CERTIFIED: _("certified"),
    State.CANCELLED: _("cancelled"),
}
COLOURS = {
    State.ASKED: "bg-blue text-blue-fg",
    State.IN_GRACE: "bg-yellow text-yellow-fg",
    State.RUNNING: "bg-blue text-blue-fg",
    State.WAITING: "bg-blue text-blue-fg",
    State.STUCK: "bg-red text-red-fg",
    State.CERTIFIED: "bg-green text-green-fg",
    State.CANCELLED: "bg-secondary text-secondary-fg",
}
STEPS = {
    "asked": _("Asked for"),
    "approved": _("Approved"),
    "restricted": _("Restricted: nothing opens, it can still be cancelled"),
    "final": _("Final: no way back"),
    "denied": _("Denied everywhere, caches included"),
    "destroyed": _("Key destroyed"),
    "deleted": _("Records and files deleted"),
    "told": _("Recipients told (Art. 19)"),
    "epoch_passed": _("Two epochs passed: no copy of the keys opens"),
    "certified": _("Certified, under the audit trail's checkpoint"),
}
DEEDS = {
    "rows deleted": _("deleted"),
    "rows anonymised": _("the person taken out"),
    "tombstones set": _("emptied; that something was said stays"),
    "access ended": _("access ended"),
    "files deleted": _("files deleted"),
}
REMAINS = {
    "denied": _("A room did not let go"),
    "erased": _("A room could not finish"),
    "deleted": _("A table refused"),
    "files": _("A file could not be removed"),
    "told": _("A recipient has not answered"),
    "inside": _("A step failed"),
}
GROUNDS: dict[str, Promise] = {
    ACCOUNTABILITY: _(
        "accounting for what was done, under a pseudonym (Art. 5(2) and 17(3)(b) GDPR)"
    ),
    CLAIMS: _("legal claims: a legal hold keeps it, and is looked at again (Art. 17(3)(e) GDPR)"),
}
HOLD_STATES = {
    HoldState.PLACED: _("waits for approval"),
    HoldState.STANDS: _("stands"),
    HoldState.LIFTING: _("stands; lifting waits for approval"),
    HoldState.LIFTED: _("lifted"),
}
HOLD_COLOURS = {
    HoldState.PLACED: "bg-yellow text-yellow-fg",
    HoldState.STANDS: "bg-blue text-blue-fg",
    HoldState.LIFTING: "bg-yellow text-yellow-fg",
    HoldState.LIFTED: "bg-secondary text-secondary-fg",
}
