"""SIP and SIPS addresses (RFC 3261 section 19.1) and display names (section 25.1)."""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from typing_extensions import override

LONGEST_NAME: Final = 64  # Letters of a display name that phones are shown.

_URI: Final = re.compile(
    r"(?P<scheme>sips?):(?:(?P<user>[^@\s;?<>\"]+)@)?"
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.\-]+)(?::(?P<port>\d{1,5}))?"
    r"(?P<parameters>(?:;[^;?\s<>\"]+)*)(?:\?[^\s<>]*)?",
)
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class SipUri:
    """`sip:user@host:port;name=value`, taken apart. Header parts (`?…`) are dropped."""

    user: str
    host: str
    port: int | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    scheme: str = "sip"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError, without the text, when it is no SIP address."""
        found = _URI.fullmatch(text.strip().removeprefix("<").removesuffix(">"))
        if found is None:
            raise ValueError("expected sip:user@host")
        pairs = (part.partition("=") for part in found["parameters"].split(";") if part)
        return cls(
            user=found["user"] or "",
            host=found["host"].lower(),
            port=int(found["port"]) if found["port"] else None,
            parameters={name.lower(): value for name, _, value in pairs},
            scheme=found["scheme"],
        )

    @override
    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        parameters = "".join(
            f";{name}={value}" if value else f";{name}" for name, value in self.parameters.items()
        )
        return f"{self.scheme}:{user}{self.host}{port}{parameters}"


def quoted_name(name: str) -> str:
    """A display name as a quoted string that no name can break out of; "" when nothing is left.

    Control characters become one space, and what is longer than 64 letters is cut.
    """
    clean = _UNPRINTABLE.sub(" ", name).strip()[:LONGEST_NAME].rstrip()
    escaped = clean.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if escaped else ""


def unquoted_name(quoted: str) -> str:
    """What `quoted_name` was made of."""
    inner = quoted.strip().removeprefix('"').removesuffix('"')
    return re.sub(r"\\(.)", r"\1", inner)
