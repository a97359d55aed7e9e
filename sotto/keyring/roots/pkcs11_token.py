"""Root keys in a PKCS#11 token: made in it, used in it, destroyed in it; they can't leave it.

One thread only: Debian's SoftHSM 2.6.1 crashes under concurrent use, and the keyring has one.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass, SecretKey
from pkcs11.exceptions import (
    DeviceError,
    DeviceRemoved,
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    FunctionFailed,
    GeneralError,
    NoSuchToken,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    SessionClosed,
    SessionHandleInvalid,
    TokenNotPresent,
)
from pkcs11.mechanisms import GCMParams

from sotto.keyring.problems import EpochKeyMissing, RootAway, RootMissing, RootRefused
from sotto.keyring.roots.provider import read_secret

_LABEL = "sotto-epoch-"
_NONCE_BYTES = 12
_TAG_BITS = 128
_WRONG_PIN = (PinIncorrect, PinInvalid, PinLenRange, PinLocked)
_DAMAGED = (EncryptedDataInvalid, EncryptedDataLenRange, GeneralError, FunctionFailed)
_AWAY = (DeviceError, DeviceRemoved, SessionClosed, SessionHandleInvalid, TokenNotPresent)


class Pkcs11Root:
    """A token of its own for each installation: it is searched by label only."""

    kind = "pkcs11"

    def __init__(self, module: Path, token: str, pin_file: Path) -> None:
        """pin_file: readable by the keyring's user only; the PIN is nowhere else.

        Raises RootMissing, RootRefused, RootAway, SecretExposed.
        """
        pin = read_secret(pin_file)
        try:
            library = pkcs11.lib(str(module))
            library.reinitialize()  # Sees tokens that were made since it was loaded.
        except (OSError, RuntimeError, PKCS11Error):
            raise RootMissing from None
        with _explained():
            self._session = library.get_token(token_label=token).open(user_pin=pin, rw=True)

    def create(self, epoch: int) -> None:
        with _explained():
            if self._find(epoch) is None:
                self._session.generate_key(
                    KeyType.AES,
                    256,
                    label=_label(epoch),
                    id=str(epoch).encode(),
                    store=True,
                    capabilities=MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT,
                    template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
                )

    def wrap(self, epoch: int, key: bytes, *, bound_to: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        with _explained():
            sealed = self._key(epoch).encrypt(
                key, mechanism=Mechanism.AES_GCM, mechanism_param=_parameters(nonce, bound_to)
            )
        return nonce + bytes(sealed)

    def unwrap(self, epoch: int, wrapped: bytes, *, bound_to: bytes) -> bytes:
        root = self._key(epoch)
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        if len(nonce) < _NONCE_BYTES:
            raise EpochKeyMissing
        with _explained():
            try:
                return bytes(
                    root.decrypt(
                        sealed,
                        mechanism=Mechanism.AES_GCM,
                        mechanism_param=_parameters(nonce, bound_to),
                    )
                )
            except _DAMAGED:
                raise EpochKeyMissing from None

    def destroy(self, epoch: int) -> None:
        with _explained():
            root = self._find(epoch)
            if root is not None:
                root.destroy()

    def epochs(self) -> list[int]:
        with _explained():
            found = self._session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})
            labels = [str(one.label) for one in found if isinstance(one, SecretKey)]
        return sorted(
            int(label.removeprefix(_LABEL)) for label in labels if label.startswith(_LABEL)
        )

    def close(self) -> None:
        with suppress(PKCS11Error):  # The token may be gone already.
            self._session.close()

    def _find(self, epoch: int) -> Any | None:  # Any: what a key can do is found at run time.
        found = self._session.get_objects(
            {Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: _label(epoch)}
        )
        return next((one for one in list(found) if isinstance(one, SecretKey)), None)

    def _key(self, epoch: int) -> Any:
        with _explained():
            root = self._find(epoch)
        if root is None:
            raise EpochKeyMissing
        return root


def _label(epoch: int) -> str:
    return f"{_LABEL}{epoch:08d}"


def _parameters(nonce: bytes, bound_to: bytes) -> GCMParams:
    return GCMParams(nonce, aad=bound_to, tag_bits=_TAG_BITS)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except _WRONG_PIN:
        raise RootRefused from None
    except NoSuchToken:
        raise RootMissing from None
    except _AWAY:
        raise RootAway from None
    except PKCS11Error:
        raise RootRefused from None
