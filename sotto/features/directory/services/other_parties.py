"""Other parties: outsiders get a pseudonym at the first call, and keep it. PBX-02, ENT-60.

A number or address in any notation leads to one subject (`lib.phone_number`): the digest in the
index is that of the canonical key, and a number is kept as E.164, so that it stays the same when
the tenant's country is changed.
"""

from uuid import UUID

from django.db import connection, transaction

from sotto.features.directory.models import OtherParty, OtherPartyIndex
from sotto.features.directory.queries import index_key_of, other_parties_at
from sotto.lib.identifiers import new_subject_id
from sotto.lib.phone_number import NumberRefused, PhoneNumber, is_withheld
from sotto.personal_data.digests import digest_of
from sotto.trust.tenants.queries import country_of
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def find_other_party(*, number: str, name: str = "") -> UUID | None:
    """The subject of an outside number or address in the current tenant; made if we never met.

    number: as it is presented, in any notation. None when it is withheld: nobody's subject. Two
    that meet somebody new at once wait for one another.
    """
    if is_withheld(number):
        return None
    known = _first_at(number)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('directory.other_parties'))")
    return _first_at(number) or _meet(number, name)


def _first_at(number: str) -> UUID | None:
    """Whom we met first, where an older installation made two of one."""
    return next(iter(other_parties_at(number)), None)


def _meet(number: str, name: str) -> UUID:
    tenant, owner = current_tenant(), new_subject_id()
    OtherParty.objects.create(
        tenant_id=tenant,
        owner=owner,
        about_owner={"number": _as_kept(number, country_of(tenant)), "name": name},
    )
    digest = digest_of(tenant, index_key_of(number, country_of(tenant)))
    OtherPartyIndex.objects.create(digest=digest, tenant=tenant, subject=owner)
    return owner


def _as_kept(number: str, region: str) -> str:
    try:
        return str(PhoneNumber.parse(number, region))
    except NumberRefused:
        return number
