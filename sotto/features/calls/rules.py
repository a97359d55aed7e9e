"""Where a call goes, how it ended, and how it was protected. Pure: used inside the SIP edge too.

Identifiers are text here: the edge reads them as text and hands them on as text.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

MAILBOX_NUMBER: Final = "*97"
RING_SECONDS: Final = 20  # Until a ringing phone counts as "no answer" (PBX-43).
SRTP_SUITE: Final = "AES_CM_128_HMAC_SHA1_80"  # RFC 4568 section 6.2.1; the one suite we offer.
LONGEST_NUMBER: Final = 64

RINGING: Final = 180
OK: Final = 200
REDIRECTED: Final = 300
CANCELLED: Final = 487
_BUSY: Final = frozenset({486, 600, 603})
_NO_ANSWER: Final = frozenset({408, 480})
# What the caller must hear, because voice mail cannot mend it: cancelled, or no shared codec.
_FINAL: Final = frozenset({CANCELLED, 415, 488, 606})
_SDP_LINES: Final = re.compile(
    r"^(?:m=(?P<kind>\w+) (?P<port>\d+)(?:/\d+)? (?P<profile>\S+)"
    r"|a=crypto:\d+ (?P<suite>\S+) )",
    re.MULTILINE,
)
# By whatever of these words somebody asks, all is hidden (`engines.sip_agent.hidden`).
_HIDEABLE: Final = frozenset({"id", "user", "header", "session", "history"})
_PRIVACY: Final = re.compile(
    r"^Privacy[ \t]*:(?P<values>[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE
)


class Kind(StrEnum):
    """What stands behind a number."""

    PERSON = "person"
    MAILBOX = "mailbox"


class Outcome(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    CANCELLED = "cancelled"
    FAILED = "failed"
    VOICEMAIL = "voicemail"


class Caller(NamedTuple):
    """The authenticated device that calls, and whose it is."""

    tenant: str
    device: str
    person: str
    subject: str
    realm: str
    extension: str
    display_name: str
    plain_media_allowed: bool
    withholds: bool  # For good: hidden unless the call says otherwise.


class Number(NamedTuple):
    """One line of the dial plan."""

    kind: str
    number: str
    person: str | None
    subject: str | None
    display_name: str


class Ring(NamedTuple):
    """Ring every device of a person; when none answers, that person's voice mail."""

    callee: Number
    person: str


class OpenMailbox(NamedTuple):
    """The caller's own mailbox, to hear messages (PBX-43)."""

    callee: Number


class Refuse(NamedTuple):
    status: int
    reason: str


class Codes(NamedTuple):
    """Dialled before a number, for one call; empty for none."""

    hide: str
    show: str


class Asked(NamedTuple):
    number: str  # Without a code.
    is_hidden: bool
    is_by_code: bool


class Wish(NamedTuple):
    """What a caller's telephone asks about being shown."""

    hidden: bool
    shown: bool
    refusal: Refuse | None  # The call may be made only if what we don't understand is hidden.


Decision = Ring | OpenMailbox | Refuse
Find = Callable[[str, str], Number | None]


def route(dialled: str, caller: Caller, *, find: Find) -> Decision:
    """Where a call to `dialled` goes.

    find: from realm and number to the dial plan's line, None when there is none; a number is
    looked up in the caller's own realm only, so that no call crosses a tenant.
    """
    if not dialled:
        return Refuse(484, "Address Incomplete")
    if len(dialled) > LONGEST_NUMBER:
        return Refuse(414, "Request-URI Too Long")
    number = find(caller.realm, dialled)
    if number is None:
        return Refuse(404, "Not Found")
    if number.kind == Kind.MAILBOX:
        return OpenMailbox(number)
    if number.person is None:
        return Refuse(404, "Not Found")
    return Ring(number, number.person)


def asked(user: str, wish: Wish, *, codes: Codes, from_nobody: bool, withholds: bool) -> Asked:
    """Which number is called, and whether the called side may learn by whom (PBX-41).

    user: of the request URI, where `#` must and `*` may be written as `%23`, `%2A`. from_nobody:
    From names nobody. withholds: the person's own setting. Each way to ask to be hidden is enough;
    to be shown, by code or by `none`, counts against the setting alone.
    """
    dialled = re.sub(r"%2([3aA])", lambda found: "#" if found[1] == "3" else "*", user)
    hides = bool(codes.hide) and dialled.startswith(codes.hide)
    shows = bool(codes.show) and dialled.startswith(codes.show)
    if hides or shows:
        dialled = dialled.removeprefix(codes.hide if hides else codes.show)
    return Asked(
        number=dialled,
        is_hidden=hides or wish.hidden or from_nobody or (withholds and not (shows or wish.shown)),
        is_by_code=hides or shows,
    )


def is_nobody(user: str) -> bool:
    """Whether a From with this user names nobody (RFC 3323 section 4.1.1.3)."""
    return user.casefold() == "anonymous"


def wish_of(message: str) -> Wish:
    """What the caller's telephone asks for in `Privacy`.

    message: the request as it came; the header may stand several times, folded, in any case. What
    we don't know we can't be sure to hide, so with `critical` beside it the call is refused. `none`
    beside anything else says nothing. Source: PBX-41; RFC 3323, RFC 3325, RFC 7044 for the words.
    """
    values = {
        value
        for found in _PRIVACY.finditer(message)
        for value in re.split(r"[;,\s]+", found["values"].lower())
        if value
    }
    wanted = values - {"critical"}
    refusal = Refuse(500, "Privacy Not Available")
    return Wish(
        hidden=bool(values - {"none"}) and values != {"none", "critical"},
        shown=wanted == {"none"},
        refusal=refusal if "critical" in values and not wanted <= _HIDEABLE | {"none"} else None,
    )


def goes_to_voicemail(status: int) -> bool:
    """Whether a call that a phone answered with `status` (300 to 699) is offered voice mail.

    408 is also our own: nobody answered in RING_SECONDS, or the phone is gone.
    """
    return status not in _FINAL


def outcome_of_failure(status: int) -> Outcome:
    """How a call ended that was never answered. status: the last SIP status, 300 to 699."""
    if status == CANCELLED:
        return Outcome.CANCELLED
    if status in _BUSY:
        return Outcome.BUSY
    if status in _NO_ANSWER:
        return Outcome.NO_ANSWER
    return Outcome.FAILED


class Media(NamedTuple):
    """What a session description says about protection."""

    streams: int  # Streams in use: those with a port.
    secured: int  # Of these, carried as SRTP with keys in the description (RFC 4568).
    suites: tuple[str, ...]  # In the order of preference.


def media_of(sdp: str) -> Media:
    streams = secured = 0
    suites = []
    for found in _SDP_LINES.finditer(sdp):
        suite = found["suite"]
        if suite:
            suites.append(suite)
        elif found["port"] != "0":
            streams += 1
            secured += found["profile"] in {"RTP/SAVP", "RTP/SAVPF"}
    return Media(streams, secured, tuple(suites))


def refuse_offer(sdp: str, *, plain_media_allowed: bool) -> Refuse | None:
    """Why this offer may not be taken; None when it may (PBX-21).

    An offer is taken when every stream is SRTP and our suite is among those it names, or when
    the tenant allows this device plain RTP and no stream is SRTP.
    """
    media = media_of(sdp)
    if not media.streams:
        return Refuse(488, "Not Acceptable Here")
    if media.secured == media.streams and SRTP_SUITE in media.suites:
        return None
    if plain_media_allowed and not media.secured:
        return None
    return Refuse(488, "SRTP Required")


def media_protection(sdp: str) -> str:
    """The SRTP suite of an answer or of an accepted offer; "none" when it is plain RTP.

    Of several suites in an offer, ours: rtpengine is told to use no other.
    """
    media = media_of(sdp)
    if not media.streams or media.secured < media.streams:
        return "none"
    return SRTP_SUITE if SRTP_SUITE in media.suites else (media.suites or ("none",))[0]


def protection_summary(protection: Mapping[str, Mapping[str, str]]) -> str:
    """`yes` when every leg that was is encrypted, or inside this machine; else which part is not.

    protection: as `models.Call.protection`. A leg over UDP or TCP says so in `signalling`.
    """
    open_ = sorted(
        f"{leg} {part}"
        for leg, facts in protection.items()
        for part in ("signalling", "media")
        if not (facts[part].startswith("TLS") or facts[part] in {SRTP_SUITE, "loopback"})
    )
    return "no: " + ", ".join(open_) if open_ else "yes"
