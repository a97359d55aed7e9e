import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.features.calls import rules
from sotto.features.calls.rules import (
    Caller,
    Codes,
    Number,
    OpenMailbox,
    Outcome,
    Refuse,
    Ring,
)

pytestmark = pytest.mark.rules

ADA = Caller(
    *("t", "d", "ada", "s-ada", "sotto.internal", "2001", "Ada"),
    plain_media_allowed=False,
    withholds=False,
)
BOB = Number("person", "2002", "bob", "s-bob", "Bob")
MAILBOX = Number("mailbox", "*97", None, None, "")
DIAL_PLAN = {("sotto.internal", "2002"): BOB, ("sotto.internal", "*97"): MAILBOX}
CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\r\n"
SECURE = "v=0\r\nm=audio 4000 RTP/SAVP 0\r\n" + CRYPTO
PLAIN = "v=0\r\nm=audio 4000 RTP/AVP 0\r\n"


def find(realm: str, number: str) -> Number | None:
    return DIAL_PLAN.get((realm, number))


def test_a_number_rings_its_person() -> None:
    assert rules.route("2002", ADA, find=find) == Ring(BOB, "bob")


def test_the_mailbox_number_opens_the_mailbox() -> None:
    assert rules.route("*97", ADA, find=find) == OpenMailbox(MAILBOX)


@pytest.mark.parametrize(("dialled", "status"), [("2999", 404), ("", 484), ("9" * 65, 414)])
def test_a_number_that_is_none_is_refused(dialled: str, status: int) -> None:
    decision = rules.route(dialled, ADA, find=find)
    assert isinstance(decision, Refuse)
    assert decision.status == status


def test_a_number_of_another_tenant_is_not_found() -> None:
    stranger = ADA._replace(realm="other.example")
    assert rules.route("2002", stranger, find=find) == Refuse(404, "Not Found")


@pytest.mark.parametrize("status", [408, 480, 486, 600, 603, 500, 503])
def test_who_is_not_reached_gets_voice_mail(status: int) -> None:
    assert rules.goes_to_voicemail(status)


@pytest.mark.parametrize("status", [487, 488, 415, 606])
def test_a_cancelled_call_and_one_without_shared_codec_get_none(status: int) -> None:
    assert not rules.goes_to_voicemail(status)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (487, Outcome.CANCELLED),
        (486, Outcome.BUSY),
        (600, Outcome.BUSY),
        (480, Outcome.NO_ANSWER),
        (408, Outcome.NO_ANSWER),
        (404, Outcome.FAILED),
        (488, Outcome.FAILED),
    ],
)
def test_a_status_becomes_an_outcome(status: int, outcome: Outcome) -> None:
    assert rules.outcome_of_failure(status) == outcome


def test_srtp_with_our_suite_is_taken() -> None:
    assert rules.refuse_offer(SECURE, plain_media_allowed=False) is None
    assert rules.media_protection(SECURE) == "AES_CM_128_HMAC_SHA1_80"


def test_plain_rtp_is_taken_only_where_allowed() -> None:
    refused = rules.refuse_offer(PLAIN, plain_media_allowed=False)
    assert refused is not None
    assert refused.status == 488
    assert rules.refuse_offer(PLAIN, plain_media_allowed=True) is None
    assert rules.media_protection(PLAIN) == "none"


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "v=0\r\n",
        "m=audio 0 RTP/SAVP 0\r\n" + CRYPTO,
        "m=audio 4000 RTP/SAVP 0\r\n",
        SECURE + "m=video 4002 RTP/AVP 96\r\n",
        "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:abc\r\n",
    ],
)
def test_an_offer_with_a_gap_in_its_protection_is_refused(sdp: str) -> None:
    assert rules.refuse_offer(sdp, plain_media_allowed=False) is not None
    assert rules.refuse_offer(sdp, plain_media_allowed=True) is not None


def test_a_declined_stream_does_not_count() -> None:
    sdp = SECURE + "m=video 0 RTP/AVP 96\r\n"
    assert rules.refuse_offer(sdp, plain_media_allowed=False) is None


@given(st.text(max_size=500))
def test_no_text_passes_for_a_secure_offer_unless_it_names_suite_and_profile(text: str) -> None:
    taken = rules.refuse_offer(text, plain_media_allowed=False) is None
    assert not taken or (rules.SRTP_SUITE in text and "RTP/SAVP" in text)


TLS = {"signalling": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384", "media": rules.SRTP_SUITE}
LOOPBACK = {"signalling": "loopback", "cipher": "", "media": "loopback"}


@pytest.mark.parametrize(
    ("protection", "summary"),
    [
        ({"caller": TLS, "callee": TLS}, "yes"),
        ({"caller": TLS, "callee": LOOPBACK}, "yes"),
        ({"caller": TLS, "callee": TLS | {"media": "none"}}, "no: callee media"),
        (
            {"caller": TLS | {"signalling": "udp", "media": "none"}, "callee": TLS},
            "no: caller media, caller signalling",
        ),
    ],
)
def test_a_summary_names_what_is_open(protection: dict[str, dict[str, str]], summary: str) -> None:
    assert rules.protection_summary(protection) == summary


@pytest.mark.parametrize(
    ("headers", "wish"),
    [
        ("", ""),
        ("Privacy:\r\n", ""),
        ("Privacy: none\r\n", "shown"),
        ("Privacy: none;critical\r\n", "shown"),
        ("Privacy: id\r\n", "hidden"),
        ("PRIVACY : Id , CRITICAL\r\n", "hidden"),
        ("Privacy: id\r\nPrivacy: none\r\n", "hidden"),
        ("Privacy: none;\r\n\tuser\r\n", "hidden"),
        ("Privacy: critical\r\n", "hidden"),
        ("Privacy: header;session;user;id;history;critical\r\n", "hidden"),
        ("Privacy: no-such-word\r\n", "hidden"),
        ("Privacy: no-such-word;critical\r\n", "refused"),
        ("Privacy: id\r\nPrivacy: x;critical\r\n", "refused"),
        ("X-Privacy: id\r\nSubject: Privacy: id\r\n", ""),
    ],
)
def test_what_a_telephone_asks_about_being_shown(headers: str, wish: str) -> None:
    asked = rules.wish_of("INVITE sip:2002@sotto.internal SIP/2.0\r\n" + headers + "\r\n")
    assert (asked.refusal is not None) == (wish == "refused")
    assert asked.hidden == (wish in {"hidden", "refused"})
    assert asked.shown == (wish == "shown")


@given(st.lists(st.sampled_from(["none", "id", "critical", "x", ";", ",", " ", "\r\n "])))
def test_whoever_names_anything_but_none_is_hidden(words: list[str]) -> None:
    wish = rules.wish_of("Privacy: " + "".join(words) + "\r\n\r\n")
    said = set(re.split(r"[;,\s]+", "".join(words))) - {"", "none", "critical"}
    assert wish.hidden >= bool(said)
    assert not (wish.hidden and wish.shown)


CODES = Codes("*31#", "*30#")
NOTHING, HIDE, SHOW = (rules.wish_of(f"Privacy: {word}\r\n") for word in ("", "id", "none"))


@pytest.mark.parametrize(
    ("user", "number"),
    [
        ("*31#2002", "2002"),
        ("*31%232002", "2002"),
        ("%2A31%232002", "2002"),
        ("*31#*97", "*97"),
        ("*31#*31#2002", "*31#2002"),
        ("*31#", ""),
    ],
)
def test_a_code_before_the_number_hides_for_one_call(user: str, number: str) -> None:
    found = rules.asked(user, NOTHING, codes=CODES, from_nobody=False, withholds=False)
    assert found == (number, True, True)


@pytest.mark.parametrize("user", ["2002", "*97", "31#2002", "%002002", "#31#2002", "", "*3"])
def test_without_a_code_the_number_is_what_was_dialled(user: str) -> None:
    found = rules.asked(user, NOTHING, codes=CODES, from_nobody=False, withholds=False)
    assert found == (user, False, False)


def test_a_code_that_is_not_set_is_none() -> None:
    none = Codes("", "")
    assert not rules.asked(
        "2002", NOTHING, codes=none, from_nobody=False, withholds=False
    ).is_hidden
    assert rules.asked("*31#2", NOTHING, codes=none, from_nobody=False, withholds=True).is_hidden


@pytest.mark.parametrize(
    ("user", "wish", "is_hidden"),
    [
        ("2002", NOTHING, "hidden"),
        ("2002", SHOW, "shown"),
        ("*30#2002", NOTHING, "shown"),
        ("%2a30%232002", NOTHING, "shown"),
        ("*31#2002", SHOW, "hidden"),
        ("*30#2002", HIDE, "hidden"),
    ],
)
def test_who_withholds_for_good_is_shown_only_when_nothing_else_hides(
    user: str, wish: rules.Wish, is_hidden: str
) -> None:
    found = rules.asked(user, wish, codes=CODES, from_nobody=False, withholds=True)
    assert found.is_hidden == (is_hidden == "hidden")


@pytest.mark.parametrize("user", ["2002", "*30#2002"])
def test_a_caller_who_names_nobody_is_hidden_whatever_else_it_says(user: str) -> None:
    assert rules.asked(user, SHOW, codes=CODES, from_nobody=True, withholds=False).is_hidden
