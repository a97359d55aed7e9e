"""A session description without a word about whose it is (RFC 4566): by a list of what may stay."""

import re
import secrets
from typing import Final

_SESSION_BITS: Final = 62
# Media, protection and quality. `o=`, `s=`, `t=` are written anew; names, mail addresses, titles,
# tools, candidates, source names and what we do not know are dropped.
_KEPT: Final = re.compile(
    r"c=IN IP[46] [0-9A-Fa-f:.]+"
    r"|b=(?:AS|CT|TIAS|RS|RR):\d+"
    r"|m=(?:audio|video) \d+(?:/\d+)? [A-Z/]+(?: \d+)+"
    r"|a=(?:sendrecv|sendonly|recvonly|inactive|rtcp-mux)"
    r"|a=(?:ptime|maxptime|rtcp):\d+"
    r"|a=(?:rtpmap|fmtp|rtcp-fb):(?:\d+|\*) [^\r\n]+"
    r"|a=crypto:\d+ [A-Z0-9_]+ inline:[A-Za-z0-9+/=]+(?:\|[0-9^]+)*(?:\|\d+:\d+)?"
)
_SHORTENED: Final = re.compile(r"(a=rtcp:\d+) IN IP[46] \S+")
_DECLINED: Final = re.compile(r"m=(\w+) \S+ (\S+) (\S+).*")


class Anonymous:
    """One side's descriptions within a call: the session keeps its number, the version counts."""

    def __init__(self) -> None:
        self._session = secrets.randbits(_SESSION_BITS)
        self._version = 0

    def describe(self, text: str) -> str:
        """Media addresses stay, for rtpengine to replace. Other kinds of streams are declined."""
        self._version += 1
        lines = [
            *("v=0", f"o=- {self._session} {self._version} IN IP4 127.0.0.1", "s=-"),
            *(line for line in map(_kept, text.splitlines()) if line),
        ]
        first = next((n for n, line in enumerate(lines) if line.startswith("m=")), len(lines))
        lines.insert(first, "t=0 0")
        return "\r\n".join(lines) + "\r\n"


def _kept(line: str) -> str:
    line = _SHORTENED.sub(r"\1", line.strip())
    if _KEPT.fullmatch(line):
        return line
    declined = _DECLINED.fullmatch(line)
    return f"m={declined[1]} 0 {declined[2]} {declined[3]}" if declined else ""
