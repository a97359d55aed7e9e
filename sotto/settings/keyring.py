"""What an administrator may set about the keyring, and the keyring that comes of it."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, Field, model_validator

from sotto.keyring.limits import Limits
from sotto.keyring.opening import Keyring
from sotto.keyring.policy import Policy
from sotto.keyring.protocol import MAX_KEYS
from sotto.keyring.roots.choice import RootChoice, RootKind

if TYPE_CHECKING:
    from sotto.settings.configuration import Configuration

_LOCAL = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")


class KeyringSettings(BaseModel):
    """A part of the configuration. None is a secret: PIN and token are files that it names."""

    epoch_length: timedelta = Field(
        default=timedelta(hours=12), ge=timedelta(minutes=1), le=timedelta(days=7)
    )
    keyring_replica_dir: Path | None = None  # Another disk: every commit is in both.
    root_provider: RootKind = "file"
    pkcs11_module: Path | None = None
    pkcs11_label: str = "sotto"
    pkcs11_pin_file: Path | None = None
    vault_address: str = ""
    vault_token_file: Path | None = None
    vault_ca_file: Path | None = None
    vault_mount: str = "transit"
    vault_name: str = "sotto-epoch"
    keys_a_minute_shown: int = Field(default=Limits().shown, ge=MAX_KEYS)
    keys_a_minute_person: int = Field(default=Limits().person, ge=MAX_KEYS)
    keys_a_minute_system: int = Field(default=Limits().system, ge=MAX_KEYS)

    @model_validator(mode="after")
    def _root_provider_can_be_reached(self) -> Self:
        if self.root_provider == "pkcs11" and not (self.pkcs11_module and self.pkcs11_pin_file):
            raise ValueError("root_provider pkcs11 needs pkcs11_module and pkcs11_pin_file")
        if self.root_provider == "vault":
            if not (self.vault_address and self.vault_token_file):
                raise ValueError("root_provider vault needs vault_address and vault_token_file")
            if not self.vault_address.startswith(("https://", *_LOCAL)):
                raise ValueError("vault_address must begin with https://")
        return self


def keyring_of(configuration: "Configuration") -> Keyring:
    """The keyring as this installation has it."""
    return Keyring(
        folder=configuration.keyring_dir,
        generation=configuration.keyring_generation,
        policy=Policy(configuration.app_user),
        replica=configuration.keyring_replica_dir,
        epoch_length=configuration.epoch_length,
        limits=Limits(
            configuration.keys_a_minute_shown,
            configuration.keys_a_minute_person,
            configuration.keys_a_minute_system,
        ),
        root_choice=RootChoice(
            configuration.root_provider,
            configuration.pkcs11_module,
            configuration.pkcs11_label,
            configuration.pkcs11_pin_file,
            configuration.vault_address,
            configuration.vault_token_file,
            configuration.vault_ca_file,
            configuration.vault_mount,
            configuration.vault_name,
        ),
    )
