"""Backups taken apart and put together otherwise: what somebody hostile could hand us."""

import io
import json
import tarfile
from collections.abc import Callable
from typing import Any

from sotto.lib.age import AgeReader, AgeWriter, Identity
from sotto.trust.backup.services import ownership
from sotto.trust.backup.tests.offices import KEY

Entry = tuple[tarfile.TarInfo, bytes]


def entries(raw: bytes, key: Identity = KEY) -> list[Entry]:
    clear = AgeReader(io.BytesIO(raw), [key]).read()
    with tarfile.open(fileobj=io.BytesIO(clear)) as archive:
        return [(one, archive.extractfile(one).read()) for one in archive]  # type: ignore[union-attr]


def packed(parts: list[Entry], *, to: Identity = KEY) -> bytes:
    """A plain tar of these, as age encrypts it."""
    clear, sealed = io.BytesIO(), io.BytesIO()
    for head, content in parts:
        clear.write(head.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512))
    writer = AgeWriter(sealed, [to.recipient()])
    writer.write(clear.getvalue() + bytes(1024))
    writer.close()
    return sealed.getvalue()


def signed(parts: list[Entry]) -> list[Entry]:
    """As if our own keyring had vouched for it: what lies behind the signature is tested, too."""
    raw = {head.name: content for head, content in parts}
    if not {"manifest.json", "contents.json"} <= raw.keys():
        return parts
    signature = ownership.sign(raw["manifest.json"], raw["contents.json"])
    rest = [one for one in parts if one[0].name != "signature"]
    return [*rest, named("signature", signature)]


def named(name: str, content: bytes = b"", **fields: Any) -> Entry:
    head = tarfile.TarInfo(name)
    head.size = len(content)
    for field, value in fields.items():
        setattr(head, field, value)
    return head, content


def with_manifest(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    first, *rest = entries(raw)
    manifest = json.loads(first[1])
    change(manifest)
    return packed(signed([named("manifest.json", json.dumps(manifest).encode()), *rest]))
