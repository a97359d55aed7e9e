"""What voice mail refuses."""

from django.utils.translation import gettext_lazy as _

from sotto.web.errors import Refused


class MailboxFull(Refused):
    status = 409
    text = _("This mailbox is full.")


class MailboxUnknown(Refused):
    status = 404
    text = _("There is no such mailbox.")


class MessageUnknown(Refused):
    """Not there, not finished, or not the actor's."""

    status = 404
    text = _("There is no such message.")


class MessageUnreadable(Refused):
    """One of those whom it is about was erased, or its file is damaged."""

    status = 410
    text = _("This message can't be heard any more.")


class PinRefused(Refused):
    status = 422
    text = _("A PIN has 6 to 12 digits, neither all the same nor counted up or down.")


class OwnPeriodRefused(Refused):
    status = 422
    text = _("Choose a number of days from 1 to that for which messages are kept here.")


class GreetingNotAudio(Refused):
    status = 422
    text = _(
        "A greeting is a WAV file: PCM of 8, 16 or 24 bit, mono or stereo, at 8, 16, 44.1 or "
        "48 kHz, 1 second to 2 minutes long."
    )


class NoRoomForAudio(Refused):
    """The disk under the sealed files is full."""

    status = 507
    text = _("There is no room left for audio. Ask your administrator to make some.")
