"""Which root provider the administrator chose, and how to reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sotto.keyring.problems import RootMissing
from sotto.keyring.roots.file import FileRoot
from sotto.keyring.roots.provider import RootProvider

RootKind = Literal["file", "pkcs11", "vault"]


@dataclass(frozen=True, slots=True)
class RootChoice:
    """As in the settings; what another kind needs stays empty."""

    kind: RootKind = "file"
    pkcs11_module: Path | None = None
    pkcs11_label: str = ""
    pkcs11_pin_file: Path | None = None
    vault_address: str = ""
    vault_token_file: Path | None = None
    vault_ca_file: Path | None = None
    vault_mount: str = ""
    vault_name: str = ""

    def open_(self, folders: Sequence[Path]) -> RootProvider:
        """folders: where files go, if files it is. Raises StoreProblem."""
        match self.kind:
            case "file":
                return FileRoot(*folders)
            case "pkcs11" if self.pkcs11_module and self.pkcs11_pin_file:
                from sotto.keyring.roots.pkcs11_token import Pkcs11Root

                return Pkcs11Root(self.pkcs11_module, self.pkcs11_label, self.pkcs11_pin_file)
            case "vault" if self.vault_token_file:
                from sotto.keyring.roots.vault import VaultRoot

                return VaultRoot(
                    self.vault_address,
                    self.vault_token_file,
                    mount=self.vault_mount,
                    key=self.vault_name,
                    ca_file=self.vault_ca_file,
                )
        raise RootMissing
