"""Root keys in the transit engine of Vault or OpenBao: one key for each epoch, never exported.

One key an epoch, not versions of one: a version goes only by raising the oldest that is kept, in
order, and its key stays in the engine's archive until trimmed; a key of its own is deleted whole.
The token needs create, read, update, delete and list on `MOUNT/keys/NAME-*`, update on
`MOUNT/encrypt/NAME-*` and `MOUNT/decrypt/NAME-*`.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hvac
import requests
from hvac.exceptions import (
    BadGateway,
    Forbidden,
    InternalServerError,
    InvalidPath,
    InvalidRequest,
    RateLimitExceeded,
    Unauthorized,
    VaultDown,
    VaultError,
    VaultNotInitialized,
)

from sotto.keyring.problems import EpochKeyMissing, RootAway, RootMissing, RootRefused
from sotto.keyring.roots.provider import read_secret

_TIMEOUT = 3  # Seconds: while it is waited for, nobody has a key.
_AWAY = (
    BadGateway,
    InternalServerError,
    RateLimitExceeded,
    VaultDown,
    VaultNotInitialized,
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
)


class VaultRoot:
    kind = "vault"

    def __init__(
        self, address: str, token_file: Path, *, mount: str, key: str, ca_file: Path | None = None
    ) -> None:
        """key: what the epochs' keys are called, before a hyphen and the number.

        token_file: readable by the keyring's user only; the token is nowhere else. Raises
        RootMissing, SecretExposed.
        """
        token = read_secret(token_file)
        self._client = hvac.Client(
            url=address,
            token=token,
            verify=True if ca_file is None else str(ca_file),
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
        self._transit = self._client.secrets.transit
        self._mount, self._key = mount, key

    def create(self, epoch: int) -> None:
        """Vault leaves a key as it is that exists already."""
        with _explained():
            self._transit.create_key(
                self._name(epoch),
                key_type="aes256-gcm96",
                exportable=False,
                mount_point=self._mount,
            )

    def wrap(self, epoch: int, key: bytes, *, bound_to: bytes) -> bytes:
        with _explained():
            answer = self._transit.encrypt_data(
                self._name(epoch),
                plaintext=base64.b64encode(key).decode(),
                associated_data=base64.b64encode(bound_to).decode(),
                mount_point=self._mount,
            )
        return str(answer["data"]["ciphertext"]).encode()

    def unwrap(self, epoch: int, wrapped: bytes, *, bound_to: bytes) -> bytes:
        with _explained():
            answer = self._transit.decrypt_data(
                self._name(epoch),
                ciphertext=wrapped.decode(errors="replace"),
                associated_data=base64.b64encode(bound_to).decode(),
                mount_point=self._mount,
            )
        return base64.b64decode(answer["data"]["plaintext"])

    def destroy(self, epoch: int) -> None:
        if epoch not in self.epochs():
            return
        with _explained():
            self._transit.update_key_configuration(
                self._name(epoch), deletion_allowed=True, mount_point=self._mount
            )
            self._transit.delete_key(self._name(epoch), mount_point=self._mount)

    def epochs(self) -> list[int]:
        with _explained():
            try:
                names = self._transit.list_keys(mount_point=self._mount)["data"]["keys"]
            except InvalidPath:  # Vault's word for an empty list.
                names = []
        ours = [name.removeprefix(f"{self._key}-") for name in names if name.startswith(self._key)]
        return sorted(int(number) for number in ours if number.isdecimal())

    def close(self) -> None:
        self._client.adapter.close()

    def _name(self, epoch: int) -> str:
        return f"{self._key}-{epoch:08d}"


@contextmanager
def _explained() -> Iterator[None]:
    """What Vault says may quote what was sent: it goes no further."""
    try:
        yield
    except _AWAY:
        raise RootAway from None
    except (Forbidden, Unauthorized):
        raise RootRefused from None
    except InvalidRequest:
        raise EpochKeyMissing from None
    except (InvalidPath, VaultError, requests.exceptions.RequestException):
        raise RootMissing from None
