"""What the edge must know; rendered into its loader, since Kamailio passes no arguments."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    database: str  # libpq connection string of the role sotto_edge.
    events_socket: str  # Where call events are handed over.
    realm: str  # For challenges to who is unknown.
    addresses: tuple[str, ...]  # Our own, which may stand after the @ instead of the realm.
    plain_port: int  # Our UDP socket on the loopback, towards the media application.
    relay_port: int  # rtpengine's control port on the loopback.
    media_port: int  # The media application's SIP port on the loopback.
    hide_code: str = ""  # Dialled before a number: who calls is hidden in this call.
    show_code: str = ""  # The same: who calls is shown in this call.
