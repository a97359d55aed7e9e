"""SIP messages as text (RFC 3261 section 7). Only what a phone needs."""

from dataclasses import dataclass, field
from typing import Final, Self

_COMPACT: Final = {
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
    "f": "from",
    "s": "subject",
    "k": "supported",
    "t": "to",
    "v": "via",
}
END_OF_HEAD: Final = b"\r\n\r\n"


class Malformed(Exception):
    """What arrived is no SIP message."""


@dataclass
class Message:
    """A request or an answer. Header names are kept as they came, and found in any case."""

    start: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    @classmethod
    def parse_head(cls, head: bytes) -> Self:
        """All but the body. Raises Malformed."""
        first, *lines = head.decode("utf-8", "replace").split("\r\n")
        headers: list[tuple[str, str]] = []
        for line in lines:
            if line[:1] in {" ", "\t"} and headers:
                name, value = headers[-1]
                headers[-1] = (name, f"{value} {line.strip()}")
                continue
            name, colon, value = line.partition(":")
            if not colon:
                raise Malformed("expected a header line")
            headers.append((name.strip(), value.strip()))
        if "SIP/2.0" not in first:
            raise Malformed("expected a SIP start line")
        return cls(first, headers)

    def __bytes__(self) -> bytes:
        body = self.body.encode()
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers)]
        lines += [f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(lines).encode() + body

    @property
    def status(self) -> int:
        """0 for a request."""
        words = self.start.split(" ", 2)
        return int(words[1]) if words[0] == "SIP/2.0" and words[1].isdigit() else 0

    @property
    def method(self) -> str:
        """Of the request, or of the one that is answered."""
        return self["CSeq"].split()[-1] if self.status else self.start.split(" ", 1)[0]

    @property
    def branch(self) -> str:
        return parameter(self["Via"].split(",")[0], "branch")

    def __getitem__(self, name: str) -> str:
        """The first header of that name; "" if there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.headers if full_name(key) == wanted]


def full_name(name: str) -> str:
    return _COMPACT.get(name.lower(), name.lower())


def parameter(header: str, name: str) -> str:
    """The value behind `;name=`, outside the angle brackets; "" if there is none."""
    for part in header.rpartition(">")[2].split(";"):
        key, _, value = part.strip().partition("=")
        if key.lower() == name:
            return value
    return ""


def address_of(header: str) -> str:
    """The URI of a From, To, Contact, Route header."""
    if "<" in header:
        return header.partition("<")[2].partition(">")[0]
    return header.partition(";")[0].strip()


def split_routes(headers: list[str]) -> list[str]:
    """One entry a hop; several may stand in one header, separated by commas."""
    return [
        f"<{hop.partition('<')[2].strip()}"
        for header in headers
        for hop in header.replace(">,", ">\0").split("\0")
        if "<" in hop
    ]


def answer_to(request: Message, status: int, reason: str, *, to_tag: str = "") -> Message:
    """RFC 3261 section 8.2.6."""
    to = request["To"]
    if to_tag and not parameter(to, "tag"):
        to = f"{to};tag={to_tag}"
    headers = [("Via", value) for value in request.all("Via")]
    headers += [("Record-Route", value) for value in request.all("Record-Route")]
    headers += [("From", request["From"]), ("To", to)]
    headers += [("Call-ID", request["Call-ID"]), ("CSeq", request["CSeq"])]
    return Message(f"SIP/2.0 {status} {reason}", headers)
