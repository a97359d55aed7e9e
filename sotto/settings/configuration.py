"""What an administrator may set, in `sotto.toml` or as `SOTTO_…` in the environment.

The file is named by SOTTO_CONFIG; without that it is `sotto.toml` beside the checkout's README.
Nothing here is a secret: secrets are made at set-up and live under `state_dir`.
"""

import os
import socket
from datetime import timedelta
from functools import cached_property
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from typing_extensions import override

from sotto.keyring.files import REPLICA_MARK
from sotto.lib.age import Recipient
from sotto.lib.bech32 import NotBech32
from sotto.settings.keyring import KeyringSettings
from sotto.settings.mail import MailSettings

HOME = Path(__file__).resolve().parents[2]
Port = Annotated[int, Field(ge=1, le=65535)]


def config_file() -> Path:
    return Path(os.environ.get("SOTTO_CONFIG", HOME / "sotto.toml"))


def _own_address() -> IPv4Address:
    """The address by which others reach this machine; loopback when it has no other."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        probe.connect(("192.0.2.1", 9))  # TEST-NET-1: chooses a route, sends nothing.
        return IPv4Address(probe.getsockname()[0])
    except OSError:
        return IPv4Address("127.0.0.1")
    finally:
        probe.close()


def _own_name() -> str:
    """The name in links: this machine's full one if it has one, else its address."""
    name = socket.getfqdn()
    return name if "." in name and not name.startswith("localhost") else str(_own_address())


class Ports(BaseModel):
    """Every port we listen on; all but `sip_tls`, `web` and the media range are loopback."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sip_tls: Port = 5061
    sip_plain: Port = 5060  # UDP, on the loopback unless `plain_sip` is allowed.
    web: Port = 8443
    media_sip: Port = 5070
    rtpengine_control: Port = 22222
    media_first: Port = 30000
    media_last: Port = 34999
    media_app_first: Port = 35000
    media_app_last: Port = 36999


_CODE = r"^([*#]{1,2}[0-9]{1,4}[*#]?)?$"  # Never all digits: no extension may begin so.


class Configuration(KeyringSettings, MailSettings, BaseSettings):
    """All settings. Unknown names are refused, so that a misspelt one is found at start."""

    model_config = SettingsConfigDict(
        env_prefix="SOTTO_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    config: Path | None = None  # SOTTO_CONFIG itself; read by config_file().
    state_dir: Path = HOME / "var"
    address: IPv4Address = Field(default_factory=_own_address)
    domain: str = "sotto.internal"  # SIP domain and realm of the first tenant.
    country: str = Field(default="", pattern="^([A-Z]{2})?$")  # Of the first tenant; ISO 3166-1.
    host_name: str = Field(default_factory=_own_name)
    plain_sip: bool = False  # Listen for SIP over UDP beyond the loopback (PBX-20).
    hide_number_code: str = Field(default="*31#", pattern=_CODE)  # Before a number (PBX-41).
    show_number_code: str = Field(default="*30#", pattern=_CODE)
    user_prefix: str = "sotto"  # System users: sotto, sotto-keyring.
    sip_workers: int = Field(default=8, ge=1, le=64)
    erasure_grace_days: int = Field(default=0, ge=0, le=90)  # Unless the tenant chose (PBX-70).
    backup_dir: Path | None = None  # Where backups are made by the clock; none without it.
    backup_recipients: tuple[str, ...] = ()  # Public age keys, `age1…`, for those backups.
    backup_every: timedelta = Field(default=timedelta(days=1), ge=timedelta(minutes=10))
    backup_keep: int = Field(default=14, ge=1)  # So many; the oldest go.
    witness_dir: Path | None = None  # Another disk: every checkpoint of the audit trail goes there.
    same_disk_allowed: bool = False  # For witness and replica: weak, and shown to be.
    ports: Ports = Ports()

    @model_validator(mode="after")
    def _codes_are_told_apart(self) -> Self:
        """One that begins with the other would hide whom it should show."""
        codes = [code for code in (self.hide_number_code, self.show_number_code) if code]
        if len(codes) > 1 and (codes[0].startswith(codes[1]) or codes[1].startswith(codes[0])):
            raise ValueError("hide_number_code and show_number_code: one begins with the other")
        return self

    @model_validator(mode="after")
    def _backups_have_recipients(self) -> Self:
        """A backup by the clock that nobody could open, or anybody, is refused at start."""
        for text in self.backup_recipients:
            try:
                Recipient.parse(text)
            except NotBech32:
                raise ValueError("backup_recipients: not a public age key (age1…)") from None
        if self.backup_dir is not None and not self.backup_recipients:
            raise ValueError("backup_dir needs backup_recipients: public age keys (age1…)")
        return self

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, config_file())
        return (init_settings, env_settings, toml)

    # Where things are. One place, so that set-up, services and guards agree.
    @cached_property
    def file(self) -> Path:
        """The settings file, which need not exist."""
        return config_file()

    @cached_property
    def run_dir(self) -> Path:
        """Sockets and process ids; one folder for each engine below it."""
        return self.state_dir / "run"

    @cached_property
    def log_dir(self) -> Path:
        return self.state_dir / "log"

    @cached_property
    def rendered_dir(self) -> Path:
        """Engine configuration as rendered from templates."""
        return self.state_dir / "etc"

    @cached_property
    def files_dir(self) -> Path:
        """Sealed files: greetings, messages."""
        return self.state_dir / "files"

    @cached_property
    def drill_dir(self) -> Path:
        """The state of a restore drill while it runs: a scratch cluster and files."""
        return self.state_dir / "drill"

    @cached_property
    def before_dir(self) -> Path:
        """What stood before a restore, until that is confirmed: sealed files by hard link."""
        return self.state_dir / "before"

    @cached_property
    def audit_dir(self) -> Path:
        """Of each tenant's audit trail: tiles, bundles, the signed checkpoint, the public key."""
        return self.state_dir / "audit"

    @cached_property
    def prompts_dir(self) -> Path:
        """Spoken prompts, G.711 mu-law, 8 kHz, headerless (`NAME.ulaw`)."""
        return self.state_dir / "prompts"

    @cached_property
    def certificates_dir(self) -> Path:
        """`ca.pem`, `server.pem` (chain) and `server.key`."""
        return self.state_dir / "certificates"

    @cached_property
    def keyring_dir(self) -> Path:
        """The keyring's own store; readable by its system user only."""
        return self.state_dir / "keyring"

    @cached_property
    def witness_mark(self) -> Path:
        """A file that says by which word the witness's disk is known."""
        return self.state_dir / "witness-disk"

    @cached_property
    def replica_mark(self) -> Path:
        """The same of the replica's disk, where the keyring may read it."""
        return self.keyring_dir / REPLICA_MARK

    @cached_property
    def keyring_socket(self) -> Path:
        return self.run_dir / "keyring" / "keyring.sock"

    @cached_property
    def keyring_generation(self) -> Path:
        """Eight bytes, mapped by every client: counts tombstones, so that no cache outlives one."""
        return self.run_dir / "keyring" / "generation"

    @cached_property
    def inspector_socket(self) -> Path:
        """Where the process listens that searches for what is left of canaries."""
        return self.run_dir / "inspector" / "inspector.sock"

    @cached_property
    def postgres_dir(self) -> Path:
        return self.state_dir / "postgres"

    @cached_property
    def postgres_socket_dir(self) -> Path:
        return self.run_dir / "postgres"

    @cached_property
    def call_events_socket(self) -> Path:
        """Where the SIP edge hands over what happened to calls."""
        return self.run_dir / "calls" / "events.sock"

    @cached_property
    def kamailio_control(self) -> Path:
        """JSON-RPC datagram socket of Kamailio."""
        return self.run_dir / "kamailio" / "control.sock"

    @cached_property
    def app_user(self) -> str:
        """The system user of web, jobs, media and call events."""
        return self.user_prefix

    @cached_property
    def keyring_user(self) -> str:
        return f"{self.user_prefix}-keyring"

    @cached_property
    def database(self) -> str:
        return "sotto"
