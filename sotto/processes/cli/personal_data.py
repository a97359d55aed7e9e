"""`sotto export`: of a person, an account, or the whole customer (ENT-60 to ENT-62)."""

from pathlib import Path
from typing import Annotated

import typer

from sotto.lib.age import Lock, Passphrase, Recipient
from sotto.lib.bech32 import NotBech32
from sotto.personal_data.vocabulary import Purpose
from sotto.processes.cli.output import AsJson, bar, print_json, tell
from sotto.processes.cli.session import administering, new_file, read_file
from sotto.processes.cli.whom import account_meant, subject_meant
from sotto.trust.dataprotection.services.export import (
    Exported,
    SubjectExport,
    TenantExport,
    Wish,
)
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within
from sotto.web.errors import Refused

_LETTERS = 12  # Of a password, at least.


class PasswordTooShort(Refused):
    text = f"A password has at least {_LETTERS} characters."


class RecipientMalformed(Refused):
    text = "A recipient is a public key of age, like age1…; `age-keygen` makes one."


class WhoIsMissing(Refused):
    text = "Say whose data: a number, an extension, an address or a name; or --tenant for all."


def export(
    who: Annotated[
        str, typer.Argument(help="Number in any notation, extension, address, name, pseudonym.")
    ] = "",
    *,
    to: Annotated[Path, typer.Option(help="A file to write; it must not exist.")] = Path(
        "archive.zip"
    ),
    account: Annotated[
        bool, typer.Option("--account", help="WHO is the name that somebody signs in with.")
    ] = False,
    tenant: Annotated[
        bool, typer.Option("--tenant", help="The customer, with all its people.")
    ] = False,
    language: Annotated[
        str, typer.Option(help="Of what people read: en, de; else the tenant's.")
    ] = "",
    password: Annotated[
        str, typer.Option(help="Encrypt (age) with the password in this file; - asks for it.")
    ] = "",
    recipient: Annotated[
        list[str] | None, typer.Option(help="Encrypt to this public key of age (age1…).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write everything about somebody into one archive: JSON, a page, PDF, vCon, vCard, sound."""
    locks = _locks(recipient or [], read_password(password))
    with administering(Purpose.ACCESS) as customer, bar("Collecting", quiet=as_json) as progress:
        wish = Wish(language=language, locks=locks, progress=progress)
        if tenant:
            export: SubjectExport | TenantExport = TenantExport(customer.pk, wish)
        else:
            export = _of_somebody(customer, who, wish, by_account=account)
        with new_file(to) as file:
            file.writelines(export.chunks())
    _report(to, export.exported, is_locked=bool(locks), as_json=as_json)


def _of_somebody(customer: Tenant, who: str, wish: Wish, *, by_account: bool) -> SubjectExport:
    if not who:
        raise WhoIsMissing
    with within(customer.pk):
        subject = account_meant(who) if by_account else subject_meant(who)
    return SubjectExport(customer.pk, subject, wish)


def read_password(place: str) -> str:
    """Empty: none is wanted. Raises PasswordTooShort."""
    if not place:
        return ""
    if place == "-":
        said = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    else:
        said = read_file(Path(place)).decode(errors="replace").partition("\n")[0]
    if len(said) < _LETTERS:
        raise PasswordTooShort
    return said


def _locks(recipients: list[str], password: str) -> list[Lock]:
    """Age takes one password alone, or any number of keys. Raises RecipientMalformed."""
    if password:
        return [Passphrase(password)]
    try:
        return [Recipient.parse(one) for one in recipients]
    except NotBech32:
        raise RecipientMalformed from None


def _report(to: Path, exported: Exported, *, is_locked: bool, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "file": str(to),
                "items": exported.items,
                "files": exported.files,
                "encrypted": is_locked,
            }
        )
        return
    tell(f"Written: {to} ({sum(exported.items.values())} items, {exported.files} files)")
    if is_locked:
        tell("It is encrypted; `age --decrypt` opens it. Hand over the password another way.")
    else:
        tell("It holds personal data in the clear: hand it over safely, then delete it.")
