"""How rtpengine is asked to carry the media of a leg (its `ng` flags)."""

from typing import Final

_KEEP: Final = "replace-origin replace-session-connection ICE=remove DTLS=off rtcp-mux-demux"
# rtpengine 10.5 knows no "only": every suite but ours (calls.rules.SRTP_SUITE) is taken out by
# name, the ones without encryption among them, which it would offer.
_OTHER_SUITES: Final = (
    *("AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES_256_CM_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_32"),
    *("AES_192_CM_HMAC_SHA1_80", "AES_192_CM_HMAC_SHA1_32", "AES_CM_128_HMAC_SHA1_32"),
    *("F8_128_HMAC_SHA1_80", "F8_128_HMAC_SHA1_32", "NULL_HMAC_SHA1_80", "NULL_HMAC_SHA1_32"),
)
_SUITE: Final = " ".join(f"SDES-no-{suite}" for suite in _OTHER_SUITES)
_PUBLIC: Final = "direction=public direction=public"
_INWARD: Final = "direction=public direction=loop"
_OUTWARD: Final = "direction=loop direction=public"

DECLINED: Final = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 0 RTP/SAVP 0\r\n"
)
TO_PHONE: Final = f"{_KEEP} {_SUITE} RTP/SAVP {_PUBLIC}"
TO_MEDIA: Final = f"{_KEEP} {_SUITE} RTP/AVP {_INWARD}"
FROM_MEDIA: Final = f"{_KEEP} {_SUITE} RTP/SAVP {_OUTWARD}"
ANSWER: Final = f"{_KEEP} {_SUITE}"
