"""REGISTER: all devices of a person under one address of record, so that one look-up rings all."""

import re
from typing import Any, Final

from sotto.processes.sip_edge.directory import Device
from sotto.processes.sip_edge.gate import Gate

_DEFAULT_SECONDS: Final = 600
_LONGEST_SECONDS: Final = 3600
_REMOVED: Final = 3  # What the registrar returns after it removed contacts.
_CONTACT_EXPIRES: Final = re.compile(r";\s*expires\s*=\s*(\d{1,9})", re.IGNORECASE)


class Registration:
    def __init__(self, ksr: Any, gate: Gate) -> None:
        self._ksr = ksr
        self._gate = gate
        self._get = ksr.pv.gete

    def register(self) -> None:
        device = self._gate.registering()
        if device is None:
            return
        ksr = self._ksr
        if ksr.kx.gete_tuser() != device.username:
            ksr.sl.send_reply(403, "Forbidden")  # Nobody registers for another.
            return
        ksr.nathelper.fix_nated_register()
        done = ksr.registrar.save_uri("location", 0, address_of_record(device))
        if done == _REMOVED:
            ksr.htable.sht_rm("sources", device.username)
        elif done > 0:
            source = source_of(ksr)
            ksr.htable.sht_setxs("sources", device.username, source, self._lifetime())

    def is_registered_here(self, device: Device) -> bool:
        """Whether the request came from where this device registered: same address and protocol.

        The port may differ: RFC 3261 lets a phone open a second connection for its calls.
        """
        registered = self._ksr.htable.sht_get("sources", device.username)
        return bool(registered == source_of(self._ksr))

    def _lifetime(self) -> int:
        """Seconds until the registration just saved ends."""
        found = _CONTACT_EXPIRES.search(self._get("$hdr(Contact)"))
        asked = found[1] if found else self._get("$hdr(Expires)").strip()
        seconds = int(asked) if asked.isdecimal() else _DEFAULT_SECONDS
        return min(seconds, _LONGEST_SECONDS)


def address_of_record(device: Device) -> str:
    return person_address(device.caller.person, device.caller.realm)


def person_address(person: str, realm: str) -> str:
    return f"sip:{person.replace('-', '')}@{realm}"


def source_of(ksr: Any) -> str:
    return f"{ksr.kx.get_proto()} {ksr.kx.get_srcip()}"
