"""As whom a command runs: the application's system user, in one tenant, audited."""

import os
import pwd
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from typer.main import get_current_context  # type: ignore[attr-defined]  # It has no public name.

from sotto.personal_data.actor import acting
from sotto.personal_data.vocabulary import Interface, Purpose
from sotto.trust.audit.services import record
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.queries import first_tenant
from sotto.trust.tenants.services import within


class NotAllowed(Exception):
    """This system user may not."""


@contextmanager
def administrator(purpose: Purpose = Purpose.OPERATE) -> Iterator[None]:
    """Acts as the machine's administrator, whose pseudonym is the system user's number."""
    with (
        _application_user(),
        acting(f"uid:{os.getuid()}", purpose=purpose, interface=Interface.COMMAND_LINE),
    ):
        yield


@contextmanager
def administering(purpose: Purpose = Purpose.OPERATE) -> Iterator[Tenant]:
    """The same, for what is about the tenant."""
    with administrator(purpose):
        yield first_tenant()


@contextmanager
def in_tenant(purpose: Purpose = Purpose.OPERATE) -> Iterator[Tenant]:
    """The same, in one transaction within the tenant. That it ran is audited: it may show some."""
    with administering(purpose) as tenant, within(tenant.pk):
        record(_command())
        yield tenant


def _command() -> str:
    """`command:person:list` of `sotto person list`; of nothing that was typed after that."""
    context = get_current_context(silent=True)
    words = [] if context is None else context.command_path.split()[1:]
    noun, verb = [*words, "run", "run"][:2]
    return re.sub(r"[^a-z_:]", "_", f"command:{noun}:{verb}")


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file of the caller's own, readable by its owner only; removed again if writing fails.

    Refuses to write over one that exists.
    """
    with as_caller():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
    except BaseException:
        with as_caller():
            path.unlink(missing_ok=True)
        raise


def read_file(path: Path) -> bytes:
    """A file of the caller's own, read before stepping down."""
    return path.read_bytes()


@contextmanager
def _application_user() -> Iterator[None]:
    """Root steps down while it works, so that rights and row-level security bind it as well."""
    if os.getuid() != 0:
        if os.getuid() != _user().pw_uid:
            raise NotAllowed("Run this as root, or as the user sotto.")
        yield
        return
    user = _user()
    os.initgroups(user.pw_name, user.pw_gid)
    os.setegid(user.pw_gid)
    os.seteuid(user.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@contextmanager
def as_caller() -> Iterator[None]:
    """Root again, for a file of root's."""
    if os.getuid() != 0:
        yield
        return
    before = os.geteuid()
    os.seteuid(0)
    try:
        yield
    finally:
        os.seteuid(before)


def _user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(settings.SOTTO.app_user)
    except KeyError:
        raise NotAllowed("Sotto is not set up here. Run bin/up first.") from None
