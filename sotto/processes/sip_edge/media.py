"""How rtpengine is asked to carry the media of a leg (its `ng` flags)."""

from typing import Final

_KEEP: Final = "replace-origin replace-session-connection ICE=remove DTLS=off rtcp-mux-demux"
_SUITE: Final = "SDES-only-AES_CM_128_HMAC_SHA1_80"
_PUBLIC: Final = "direction=public direction=public"
_INWARD: Final = "direction=public direction=loop"
_OUTWARD: Final = "direction=loop direction=public"

TO_PHONE: Final = f"{_KEEP} {_SUITE} RTP/SAVP {_PUBLIC}"
TO_MEDIA: Final = f"{_KEEP} {_SUITE} RTP/AVP {_INWARD}"
FROM_MEDIA: Final = f"{_KEEP} {_SUITE} RTP/SAVP {_OUTWARD}"
ANSWER: Final = f"{_KEEP} {_SUITE}"
