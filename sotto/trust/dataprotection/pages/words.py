"""The words of the pages for what rules, ledger and certificates name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.personal_data.vocabulary import Sharing
from sotto.trust.dataprotection.rules import State
from sotto.trust.holds.rules import State as HoldState
from sotto.trust.recipients.rules import State as RecipientState

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
    State.ASKED: "bg-blue-lt text-body",
    State.IN_GRACE: "bg-yellow-lt text-body",
    State.RUNNING: "bg-blue-lt text-body",
    State.WAITING: "bg-blue-lt text-body",
    State.STUCK: "bg-red-lt text-body",
    State.CERTIFIED: "bg-green-lt text-body",
    State.CANCELLED: "bg-secondary-lt text-body",
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
DECLARED = _("as each kind of content declares")
SHARING = {
    Sharing.ANY: _("it goes for all: no copy opens any more"),
    Sharing.LAST: _("it stays for the others, until the last is erased"),
    Sharing.CONTROLLER: _("it is shut for all, until an officer decides"),
}
REMAINS = {
    "denied": _("A room did not let go"),
    "erased": _("A room could not finish"),
    "deleted": _("A table refused"),
    "files": _("A file could not be removed"),
    "told": _("A recipient has not answered"),
    "recipients": _("A recipient can't be read any more"),
    "inside": _("A step failed"),
}
RECIPIENTS: dict[str, Promise] = {
    RecipientState.WAITING: _("to be told"),
    RecipientState.SENT: _("told, waiting for an answer"),
    RecipientState.SILENT: _("told and reminded, no answer"),
    RecipientState.IMPOSSIBLE: _("could not be told this way"),
    RecipientState.ANSWERED: _("answered"),
}
HOLD_STATES = {
    HoldState.PLACED: _("waits for approval"),
    HoldState.STANDS: _("stands"),
    HoldState.LIFTING: _("stands; lifting waits for approval"),
    HoldState.LIFTED: _("lifted"),
}
HOLD_COLOURS = {
    HoldState.PLACED: "bg-yellow-lt text-body",
    HoldState.STANDS: "bg-blue-lt text-body",
    HoldState.LIFTING: "bg-yellow-lt text-body",
    HoldState.LIFTED: "bg-secondary-lt text-body",
}
