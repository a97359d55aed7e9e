"""`sotto device …`."""

import io
from typing import Annotated
from uuid import UUID

import qrcode
import typer
from django.conf import settings

from sotto.features.directory import queries, rules, services
from sotto.features.directory.services import NewDevice
from sotto.lib.digest import Algorithm
from sotto.personal_data.records import unseal
from sotto.processes.cli.output import AsJson, Extension, print_json, print_rows, tell
from sotto.processes.cli.people import find
from sotto.processes.cli.session import in_tenant

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    extension: Extension,
    label: Annotated[str, typer.Option(help="What it is, like 'desk telephone'.")] = "",
    md5: Annotated[bool, typer.Option("--md5", help="It can't do SHA-256.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make SIP credentials for a telephone; the password is shown once, also as a QR code."""
    algorithm = Algorithm.MD5 if md5 else Algorithm.SHA_256
    with in_tenant():
        device = services.add_device(person=find(extension), algorithm=algorithm, label=label)
    shown = _credentials(device)
    if as_json:
        print_json(shown)
        return
    for key, value in shown.items():
        if key != "uri":
            tell(f"{key.replace('_', ' '):10} {value}")
    tell(_qr(shown["uri"]))
    tell("The password is shown this once. Audio: SRTP (SDES), AES_CM_128_HMAC_SHA1_80.")


@app.command("list")
def list_(extension: Extension, *, as_json: AsJson = False) -> None:
    """List a person's devices."""
    with in_tenant():
        rows = [
            {
                "id": str(device.pk),
                "username": device.about_owner["username"],
                "algorithm": device.algorithm,
                "label": device.about_owner["label"],
            }
            for device in unseal(list(queries.devices_of(find(extension))))
        ]
    headings = {"id": "Id", "username": "User name", "algorithm": "Digest", "label": "Label"}
    print_rows(rows, headings, as_json=as_json, none="No devices. Try: sotto device add --help")


@app.command()
def remove(
    device: Annotated[UUID, typer.Argument(help="Its id, from `sotto device list`.")],
    as_json: AsJson = False,
) -> None:
    """Remove a device: it can't register any more."""
    with in_tenant():
        services.remove_device(device=device)
    if as_json:
        print_json({"removed": str(device)})
    else:
        tell("Removed.")


def _credentials(device: NewDevice) -> dict[str, str]:
    configuration = settings.SOTTO
    server = f"{configuration.address}:{configuration.ports.sip_tls}"
    return {
        "id": str(device.id),
        "username": device.username,
        "password": device.password,
        "domain": device.realm,
        "server": server,
        "transport": "tls",
        "digest": device.algorithm,
        "uri": rules.device_uri(
            username=device.username, password=device.password, realm=device.realm, server=server
        ),
    }


def _qr(text: str) -> str:
    """As half blocks, for a terminal."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()
