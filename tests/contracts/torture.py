"""Messages of RFC 4475, and worse; each is sent as it stands. Valid ones stand elsewhere."""

from tests.contracts.edge_system import REALM

_HEAD = (
    "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-torture\r\n"
    "Max-Forwards: 70\r\n"
    f"From: <sip:j.user@{REALM}>;tag=1\r\n"
    f"To: <sip:2002@{REALM}>\r\n"
    "Call-ID: torture\r\n"
)


def _message(first: str, *lines: str, head: str = _HEAD, body: str = "") -> bytes:
    rest = "".join(f"{line}\r\n" for line in lines)
    return f"{first}\r\n{head}{rest}\r\n{body}".encode()


TORTURE: dict[str, bytes] = {
    "3.1.2.1 extraneous separators in a header": _message(
        f"INVITE sip:2002@{REALM} SIP/2.0",
        "CSeq: 1 INVITE",
        "Contact: <sip:x@127.0.0.1>;;,;,,",
        "Content-Length: 0",
    ),
    "3.1.2.2 content length larger than message": _message(
        f"INVITE sip:2002@{REALM} SIP/2.0", "CSeq: 1 INVITE", "Content-Length: 9999", body="v=0"
    ),
    "3.1.2.3 negative content length": _message(
        f"INVITE sip:2002@{REALM} SIP/2.0", "CSeq: 1 INVITE", "Content-Length: -999", body="v=0"
    ),
    "3.1.2.4 request scalar fields out of range": _message(
        f"REGISTER sip:{REALM} SIP/2.0",
        "CSeq: 36893488147419103232 REGISTER",
        "Expires: 1000000000000000000000000000000000000000000000000000",
        "Contact: <sip:x@127.0.0.1>;expires=280297596632815",
        "Content-Length: 0",
        head=_HEAD.replace("70", "300"),
    ),
    "3.1.2.5 response scalar fields out of range": _message(
        "SIP/2.0 503 Service Unavailable",
        "CSeq: 9292394834772304023312 OPTIONS",
        "Retry-After: 949302838503028349304023988",
        "Content-Length: 0",
    ),
    "3.1.2.6 unterminated quoted string": _message(
        f"INVITE sip:2002@{REALM} SIP/2.0",
        "CSeq: 1 INVITE",
        "Content-Length: 0",
        head=_HEAD.replace("To: <", 'To: "Mr. J. User <'),
    ),
    "3.1.2.7 angle brackets around the request address": _message(
        f"INVITE <sip:2002@{REALM}> SIP/2.0", "CSeq: 1 INVITE", "Content-Length: 0"
    ),
    "3.1.2.8 spaces within the request address": _message(
        f"INVITE sip:2002@{REALM}; lr SIP/2.0", "CSeq: 1 INVITE", "Content-Length: 0"
    ),
    "3.1.2.9 multiple spaces in the request line": _message(
        f"INVITE  sip:2002@{REALM}  SIP/2.0", "CSeq: 1 INVITE", "Content-Length: 0"
    ),
    "3.1.2.10 spaces at the end of the request line": _message(
        f"OPTIONS sip:{REALM} SIP/2.0  ", "CSeq: 1 OPTIONS", "Content-Length: 0"
    ),
    "3.1.2.11 escaped headers in the request address": _message(
        f"INVITE sip:2002@{REALM}?Route=%3Csip:example.com%3E SIP/2.0",
        "CSeq: 1 INVITE",
        "Content-Length: 0",
    ),
    "3.1.2.12 invalid time zone in a date": _message(
        f"INVITE sip:2002@{REALM} SIP/2.0",
        "CSeq: 1 INVITE",
        "Date: Fri, 01 Jan 2010 16:00:00 EST",
        "Content-Length: 0",
    ),
    "3.1.2.14 spaces within an address": _message(
        f"OPTIONS sip:{REALM} SIP/2.0",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
        head=_HEAD.replace(f"To: <sip:2002@{REALM}>", f'To: "2002" < sip:2002@{REALM} >'),
    ),
    "3.1.2.16 unknown protocol version": _message(
        f"OPTIONS sip:{REALM} SIP/7.0", "CSeq: 1 OPTIONS", "Content-Length: 0"
    ),
    "3.1.2.17 methods of line and CSeq differ": _message(
        f"OPTIONS sip:{REALM} SIP/2.0", "CSeq: 1 INVITE", "Content-Length: 0"
    ),
    "3.1.2.18 unknown method with CSeq of another": _message(
        f"NEWMETHOD sip:{REALM} SIP/2.0", "CSeq: 1 INVITE", "Content-Length: 0"
    ),
    "3.1.2.19 overlarge response code": _message(
        "SIP/2.0 4294967301 better not break the receiver", "CSeq: 1 INVITE", "Content-Length: 0"
    ),
    "3.2.1 missing transaction identifier": _message(
        f"OPTIONS sip:{REALM} SIP/2.0",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
        head=_HEAD.replace("z9hG4bK-torture", "z9hG4bK"),
    ),
    "3.3.1 missing required header fields": _message(
        f"INVITE sip:2002@{REALM} SIP/2.0", "CSeq: 1 INVITE", "Content-Length: 0", head=""
    ),
    "3.3.2 request address with an unknown scheme": _message(
        "OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
    ),
    "3.3.5 unknown authorization scheme": _message(
        f"REGISTER sip:{REALM} SIP/2.0",
        "CSeq: 1 REGISTER",
        "Authorization: NoOneKnowsThisScheme opaque-data=here",
        "Content-Length: 0",
    ),
    "3.3.8 multiple values in single value fields": _message(
        f"INVITE sip:2002@{REALM} SIP/2.0",
        "CSeq: 1 INVITE",
        "CSeq: 2 INVITE",
        "Call-ID: another",
        "Max-Forwards: 5",
        "Content-Length: 0",
    ),
    "3.3.9 multiple content lengths": _message(
        f"OPTIONS sip:{REALM} SIP/2.0",
        "CSeq: 1 OPTIONS",
        "Content-Length: 13",
        "Content-Length: 5",
        body="There's no way to know how many octets",
    ),
    "3.3.15 max forwards of zero": _message(
        f"OPTIONS sip:2002@{REALM} SIP/2.0",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
        head=_HEAD.replace("Forwards: 70", "Forwards: 0"),
    ),
    "a name of ten thousand letters": _message(
        f"REGISTER sip:{REALM} SIP/2.0",
        "CSeq: 1 REGISTER",
        "Content-Length: 0",
        head=_HEAD.replace("j.user", "j" * 10_000),
    ),
    "control characters in the user name": _message(
        f"REGISTER sip:{REALM} SIP/2.0",
        "CSeq: 1 REGISTER",
        "Content-Length: 0",
        head=_HEAD.replace("j.user", "j\x01\x7fser"),
    ),
    "a zero byte in the user name": _message(
        f"REGISTER sip:{REALM} SIP/2.0",
        "CSeq: 1 REGISTER",
        "Content-Length: 0",
        head=_HEAD.replace("j.user", "j\x00user"),
    ),
    "bytes that are no UTF-8": _message(
        f"REGISTER sip:{REALM} SIP/2.0", "CSeq: 1 REGISTER", "Content-Length: 0"
    ).replace(b"j.user", b"j\xff\xfeuser"),
    "no UTF-8 in the credentials": _message(
        f"REGISTER sip:{REALM} SIP/2.0",
        "CSeq: 1 REGISTER",
        'Authorization: Digest username="MARK", nonce="MARK"',
        "Content-Length: 0",
    ).replace(b"MARK", b"\xff\xfe\xc3\x28"),
    "nothing but noise": b"\x00\xff" * 500,
    "half a message": b"INVITE sip:2002@",
}
