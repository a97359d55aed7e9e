"""Whether the SIP server speaks TLS and SIP at all."""

import secrets

from sotto.engines.sip_probe.config import ProbeConfig
from sotto.engines.sip_probe.connection import Connection, ConnectionLost, NoAnswer
from sotto.engines.sip_probe.message import Message


async def answers(config: ProbeConfig) -> bool:
    """OPTIONS over TLS; any final answer counts (RFC 3261 section 11)."""
    connection = Connection(config, lambda _request: None)
    try:
        await connection.open()
        uri = f"sip:{config.domain}"
        headers = [
            ("Via", connection.via()),
            ("Max-Forwards", "70"),
            ("From", f"<{uri}>;tag={secrets.token_hex(6)}"),
            ("To", f"<{uri}>"),
            ("Call-ID", secrets.token_hex(8)),
            ("CSeq", "1 OPTIONS"),
        ]
        await connection.request(Message(f"OPTIONS {uri} SIP/2.0", headers))
    except (ConnectionLost, NoAnswer):
        return False
    finally:
        await connection.close()
    return True
