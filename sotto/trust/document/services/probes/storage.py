"""Probes of what lies on the disk: a sample of rows and files, and who may read the folders."""

import itertools
import json
import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from psycopg import sql

from sotto.keyring.periods import Period
from sotto.personal_data import envelope, sealed_file
from sotto.personal_data.envelope import EnvelopeDamaged, Place
from sotto.personal_data.registry import holdings
from sotto.personal_data.vocabulary import ACCOUNT
from sotto.trust.document.rules import Finding, broken, holds, holds_if, none_of
from sotto.trust.document.services.probes.database import rows
from sotto.trust.document.services.probes.wire import mode_of
from sotto.trust.document.services.probing import probe
from sotto.trust.tenants.services import current_tenant

_SAMPLE = 200  # Newest rows of each column, and files.
_LEAST_FREE = 1 << 30
_SWAPS = Path("/proc/swaps")
_SAMPLED = sql.SQL(  # The first rows, and the last pages': those are found without a search.
    "(SELECT {column} FROM {table} WHERE {column} IS NOT NULL LIMIT {limit}) UNION ALL "
    "SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND ctid >= ('(' || "
    "greatest(pg_relation_size({name}::regclass) / 8192 - 20, 0) || ',0)')::tid"
)
_ID = re.compile(r"[0-9a-f-]{36}|[0-9]{1,19}")


@probe("storage.sealed_rows", everywhere=False)
def sealed_rows() -> Finding:
    """Raw bytes as the database has them; opening them would prove less and cost more."""
    seen, wrong = 0, []
    for table, column in _sealed_columns():
        composed = _SAMPLED.format(
            column=sql.Identifier(column),
            table=sql.Identifier(table),
            name=sql.Literal(table),
            limit=sql.Literal(_SAMPLE),
        )
        for (raw,) in rows(composed):  # type: ignore[arg-type]  # psycopg takes both.
            seen += 1
            if not _is_envelope(bytes(raw)):
                wrong.append(f"{table}.{column}")
    return none_of(wrong, looked_at=f"{seen} values", envelopes=seen)


def _sealed_columns() -> Iterator[tuple[str, str]]:
    for holding in holdings():
        for column in holding.sealed:
            yield holding.model._meta.db_table, str(column.column)


def _is_envelope(raw: bytes) -> bool:
    try:
        envelope.Header.from_bytes(raw)
    except EnvelopeDamaged:
        return False
    return len(raw) >= envelope.OVERHEAD_BYTES


@probe("storage.sealed_files", everywhere=False)
def sealed_files() -> Finding:
    folder: Path = settings.SOTTO.files_dir / current_tenant().hex
    there = (path for path in folder.rglob("*") if path.is_file())
    files = list(itertools.islice(there, _SAMPLE))
    wrong = [path.name for path in files if not sealed_file.is_sealed(path)]
    return none_of(wrong, looked_at=f"{len(files)} files", files=len(files))


@probe("storage.tamper")
def tamper() -> Finding:
    """Seals a value of its own, then alters a bit, and moves it to another row."""
    key, period = AESGCM(AESGCM.generate_key(bit_length=256)), Period.standing(ACCOUNT.code)
    place = Place(uuid4(), "probe.Probe.value", uuid4(), (uuid4(),))
    sealed = envelope.seal(key, {"said": "probe"}, place, period)
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    elsewhere = Place(place.tenant, place.field, uuid4(), place.subjects)
    if envelope.open_(key, sealed, place) != {"said": "probe"}:
        return broken("a sealed value did not open")
    opened = [
        name
        for name, raw, where in (("altered", altered, place), ("moved", sealed, elsewhere))
        if _opens(key, raw, where)
    ]
    return none_of(opened, looked_at="an altered and a moved envelope")


def _opens(key: AESGCM, raw: bytes, place: Place) -> bool:
    try:
        envelope.open_(key, raw, place)
    except EnvelopeDamaged:
        return False
    return True


@probe("storage.files_folder")
def files_folder() -> Finding:
    configuration = settings.SOTTO
    return mode_of(configuration.files_dir, allowed=0o700, owner=configuration.app_user)


@probe("storage.keyring_folder")
def keyring_folder() -> Finding:
    configuration = settings.SOTTO
    return mode_of(configuration.keyring_dir, allowed=0o700, owner=configuration.keyring_user)


@probe("storage.postgres_folder")
def postgres_folder() -> Finding:
    return mode_of(settings.SOTTO.postgres_dir, allowed=0o700, owner="postgres")


@probe("storage.log_folder")
def log_folder() -> Finding:
    return mode_of(settings.SOTTO.log_dir, allowed=0o700)


@probe("storage.web_secret")
def web_secret() -> Finding:
    return mode_of(settings.SOTTO.state_dir / "web" / "secret.key", allowed=0o640, owner="root")


@probe("storage.uploads")
def uploads() -> Finding:
    handlers = list(settings.FILE_UPLOAD_HANDLERS)
    wanted = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    return holds_if(true=handlers == wanted, measured=", ".join(handlers) or "none")


@probe("storage.job_arguments")
def job_arguments() -> Finding:
    found = rows("SELECT id, task_name, args FROM procrastinate_jobs ORDER BY id DESC LIMIT 1000")
    wrong = [
        f"job {number} of {task}"
        for number, task, args in found
        if not all(_ID.fullmatch(str(value)) for value in _arguments(args).values())
    ]
    return none_of(wrong, looked_at="arguments of jobs", jobs=len(found))


def _arguments(raw: object) -> dict[str, object]:
    parsed: object = json.loads(raw) if isinstance(raw, str) else raw
    return dict(parsed) if isinstance(parsed, dict) else {"": parsed}


@probe("storage.framework_logs")
def framework_logs() -> Finding:
    logger = logging.getLogger("django")
    heard = [type(one).__name__ for one in logger.handlers]
    silent = heard == ["NullHandler"] and not logger.propagate
    return holds_if(true=silent, measured=f"handlers: {', '.join(heard) or 'none'}")


@probe("storage.debug_off")
def debug_off() -> Finding:
    return holds_if(true=not settings.DEBUG, measured=f"DEBUG = {settings.DEBUG}")


@probe("storage.messages_kept")
def messages_kept() -> Finding:
    storage = settings.MESSAGE_STORAGE
    return holds_if(true=storage.endswith("cookie.CookieStorage"), measured=storage)


@probe("storage.disk")
def disk() -> Finding:
    free = shutil.disk_usage(settings.SOTTO.state_dir).free
    amount = f"{free / (1 << 30):.1f} GiB"
    return holds_if(true=free >= _LEAST_FREE, measured=amount, free=amount)


@probe("storage.swap")
def swap() -> Finding:
    """A swap partition on dm-crypt, or in memory (zram), is encrypted or goes with the power."""
    areas = [line.split()[0] for line in _SWAPS.read_text().splitlines()[1:]]
    plain = [area for area in areas if not _is_encrypted(Path(area).name)]
    return (
        none_of(plain, looked_at=f"{len(areas)} areas in /proc/swaps") if areas else holds("none")
    )


def _is_encrypted(device: str, block: Path = Path("/sys/block")) -> bool:
    """A volume manager's device is one of the mapper's, too: what lies below it counts."""
    uuid, below = block / device / "dm" / "uuid", block / device / "slaves"
    if device.startswith("zram"):
        return True
    if uuid.exists() and uuid.read_text().startswith("CRYPT-"):
        return True
    lower = [one.name for one in below.iterdir()] if uuid.exists() and below.exists() else []
    return bool(lower) and all(_is_encrypted(one, block) for one in lower)
