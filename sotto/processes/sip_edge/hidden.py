"""Calls whose caller is hidden (PBX-41): two dialogs, which the media application joins.

The first half leads from the caller to the media application and has the call's facts; the second
from there to the telephones (`engines.sip_agent.hidden`). Media is relayed in the second only. What
the first must learn of the second stands in Kamailio's table `hidden` under the call's identifier:
at first whom to ring, and later how the answer is protected.
"""

from typing import Any, Final

from sotto.processes.sip_edge.settings import EdgeSettings

HEADER: Final = "X-Sotto-Hidden"
NOBODY: Final = ('"Anonymous"', "sip:anonymous@anonymous.invalid")  # RFC 3323 section 4.1.1.3.
_TABLE: Final = "hidden"
_CLAIMED: Final = "-"


class Hidden:
    def __init__(self, ksr: Any, settings: EdgeSettings) -> None:
        self._ksr = ksr
        self._media_port = settings.media_port
        self._half = ksr.dialog.var_gete

    def is_from_media(self) -> bool:
        """Whether the media application itself sent the message at hand: loopback, its port."""
        kx = self._ksr.kx
        return bool(kx.get_srcport() == self._media_port and kx.get_srcip() == "127.0.0.1")

    def begin_first_half(self, call: str, address_of_record: str) -> None:
        """Remember whom the second half may ring, once."""
        self._ksr.htable.sht_sets(_TABLE, call, address_of_record)

    def name(self, call: str) -> None:
        """In the branch to the media application: say which call is to come back."""
        self._ksr.hdr.append(f"{HEADER}: {call}\r\n")

    def claimed(self) -> tuple[str, str] | None:
        """Of the INVITE at hand, if it is a second half: the call, and whom to ring."""
        call = self._ksr.hdr.gete(HEADER)
        if not call or not self.is_from_media():
            return None
        found = self._ksr.htable.sht_get(_TABLE, call)
        if not isinstance(found, str) or found == _CLAIMED:
            return None
        self._ksr.htable.sht_sets(_TABLE, call, _CLAIMED)
        return call, found

    def is_claimed(self, call: str) -> bool:
        """Whether the second half came."""
        return bool(self._ksr.htable.sht_get(_TABLE, call) == _CLAIMED)

    def begin_second_half(self, call: str) -> None:
        self._ksr.dialog.var_sets("half", call)

    def is_second_half(self) -> bool:
        """Of the dialog at hand."""
        return bool(self._half("half"))

    def tell(self, protection: str) -> None:
        """From the second half: how its telephone is protected, as JSON."""
        self._ksr.htable.sht_sets(_TABLE, self._half("half"), protection)

    def told(self, call: str) -> str:
        """To the first half; "null" while nobody answered."""
        found = self._ksr.htable.sht_get(_TABLE, call)
        return found if isinstance(found, str) and found.startswith("{") else "null"
