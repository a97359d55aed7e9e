"""What suites of the edge share: how legs are protected, and calls that reach voice mail."""

from tests.contracts.sip_phone import Phone, description
from tests.contracts.sip_wire import Message

AES_256 = (
    "a=crypto:7 AES_256_CM_HMAC_SHA1_80 inline:"
    "P1Gr/mtpMEXl2ZsI69qvlNa+CGQFFl3aOfWMjUqcJgHUVHeu/uNTqe9xKJAW0A\r\n"
)
PROTECTED = {
    "signalling": "TLSv1.3",
    "cipher": "TLS_AES_256_GCM_SHA384",
    "media": "AES_CM_128_HMAC_SHA1_80",
}
LOOPBACK = {"signalling": "loopback", "cipher": "", "media": "loopback"}


def offered_deposit(media: Phone) -> Message:
    """The next call for voice mail from Ada of this test; earlier tests' phones may still ring."""
    while (invitation := media.expect("INVITE"))["x-sotto-caller"] != media.device.subject:
        pass
    return invitation


def accept_deposit(media: Phone) -> Message:
    invitation = offered_deposit(media)
    media.reply(invitation, 200, "OK", body=description("RTP/AVP"))
    return invitation
