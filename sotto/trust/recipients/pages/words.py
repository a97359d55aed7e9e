"""The words of this room in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotto.personal_data.vocabulary import Category
from sotto.trust.recipients.rules import Answer, Channel, Ground, State, Topic

CHANNELS: dict[str, Promise] = {
    Channel.EMAIL: _("by e-mail"),
    Channel.WEBHOOK: _("by webhook (HTTPS, signed)"),
    Channel.MANUAL: _("by hand"),
}
GROUNDS: dict[str, Promise] = {
    Ground.CONSENT: _("consent"),
    Ground.CONTRACT: _("contract"),
    Ground.LEGAL_OBLIGATION: _("legal obligation"),
    Ground.VITAL_INTEREST: _("vital interest"),
    Ground.PUBLIC_TASK: _("public task"),
    Ground.LEGITIMATE_INTEREST: _("legitimate interest"),
}
CATEGORIES: dict[str, Promise] = {
    Category.PROVISIONING: _("names, numbers and addresses"),
    Category.ACTIVITY: _("calls and other activity"),
    Category.CONTENT: _("messages and other content"),
    Category.MAINTENANCE: _("logs and trails"),
}
TOPICS: dict[str, Promise] = {
    Topic.ERASURE: _("erased"),
    Topic.RECTIFICATION: _("corrected"),
    Topic.RESTRICTION: _("restricted"),
    Topic.REMOVAL: _("customer removed"),
}
STATES: dict[str, Promise] = {
    State.WAITING: _("to be told"),
    State.SENT: _("told, waiting for an answer"),
    State.SILENT: _("told and reminded, no answer"),
    State.IMPOSSIBLE: _("could not be told this way"),
    State.ANSWERED: _("answered"),
}
ANSWERS: dict[str, Promise] = {
    Answer.DONE: _("We have done it."),
    Answer.NOTHING_KEPT: _("We keep nothing of it."),
    Answer.REFUSED: _("We keep it: the law obliges us."),
}
