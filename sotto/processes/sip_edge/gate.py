"""Who knocks: digest authentication with replay protection, and the lock on guessing (PBX-11)."""

import os
import re
from datetime import UTC, datetime
from itertools import count
from time import time
from typing import Any, Final

from sotto.features.calls.rules import is_nobody
from sotto.lib import digest
from sotto.lib.digest import Algorithm, Challenge, Credentials
from sotto.lib.lockout import DEVICE
from sotto.processes.sip_edge.directory import Device, Directory
from sotto.processes.sip_edge.events import EventQueue

_USER: Final = re.compile(r"sips?:([^@\s;>]{1,64})@", re.IGNORECASE)
NONCE_SECONDS: Final = 30  # Kamailio's table `nonces` remembers a little longer.


class Gate:
    """Checks one request at a time; answers it itself when it may not pass."""

    def __init__(
        self, ksr: Any, directory: Directory, events: EventQueue, *, realm: str, key: bytes
    ) -> None:
        self._directory = directory
        self._events = events
        self._realm = realm
        self._key = key
        self._salts = count(int.from_bytes(os.urandom(7), "big"))
        self._header = ksr.hdr.gete
        self._from_user = ksr.kx.gete_fuser
        self._target = ksr.kx.get_ouri
        self._reply = ksr.sl.send_reply
        self._append = ksr.hdr.append_to_reply
        self._get, self._inc = ksr.htable.sht_get, ksr.htable.sht_inc
        self._sets = ksr.htable.sht_sets

    def registering(self) -> Device | None:
        """The device that registers; None when it was answered 401 or 403."""
        return self._device("REGISTER", "Authorization", 401, "WWW-Authenticate")

    def asking(self, method: str) -> Device | None:
        """The device that sends `method` through us; None when it was answered 407 or 403."""
        return self._device(method, "Proxy-Authorization", 407, "Proxy-Authenticate")

    def _device(self, method: str, header: str, status: int, challenge: str) -> Device | None:
        claim = digest.parse_credentials(self._header(header))
        username = self._user_name(claim)
        device = self._directory.device(username)
        made_at = None if claim is None else digest.nonce_made_at(self._key, claim.nonce)
        if claim is None or made_at is None or time() - made_at > NONCE_SECONDS:
            self._challenge(device, status, challenge, stale=made_at is not None)
            return None
        if self._get("locked", username) is not None:
            self._reply(403, "Forbidden")
            return None
        if device is None or not self._is_right(device, method, claim):
            self._refuse(device)
            return None
        if self._inc("nonces", claim.nonce + claim.nc) != 1:  # Somebody used this one before.
            self._challenge(device, status, challenge, stale=True)
            return None
        return device

    def _user_name(self, claim: Credentials | None) -> str:
        """Who withholds its name in From says it in its answer; before that Contact gives a hint.

        Of the hint follow realm and algorithm of the challenge, and nothing else.
        """
        user: str = self._from_user()
        if not is_nobody(user):
            return user
        hint = _USER.search(self._header("Contact"))
        return claim.username if claim is not None else hint[1] if hint else ""

    def _is_right(self, device: Device, method: str, claim: Credentials) -> bool:
        return (
            claim.username == device.username
            and claim.realm == device.caller.realm
            and digest.is_right(device.algorithm, device.ha1, method=method, credentials=claim)
        )

    def _challenge(self, device: Device | None, status: int, header: str, *, stale: bool) -> None:
        salt = (next(self._salts) ^ (os.getpid() << 32)) & 0xFFFF_FFFF_FFFF_FFFF
        nonce = digest.mint_nonce(self._key, now=int(time()), salt=salt.to_bytes(8, "big"))
        realm = self._realm if device is None else device.caller.realm
        algorithm = Algorithm.SHA_256 if device is None else Algorithm(device.algorithm)
        value = digest.challenge_header(Challenge(realm, nonce, algorithm, stale))
        self._append(f"{header}: {value}\r\n")
        self._reply(status, "Unauthorized")

    def _refuse(self, device: Device | None) -> None:
        """Unknown and wrong sound alike. Only real devices are counted: nobody else has a lock."""
        # The tables `wrong` and `locked` forget after the period by themselves.
        if device is not None and self._inc("wrong", device.username) == DEVICE.failures:
            self._sets("locked", device.username, "1")
            self._events.put(
                {
                    "kind": "device_locked",
                    "tenant": device.caller.tenant,
                    "device": device.caller.device,
                    "subject": device.caller.subject,
                    "at": datetime.now(UTC).isoformat(),
                    "seconds": int(DEVICE.period.total_seconds()),
                }
            )
        self._reply(403, "Forbidden")
