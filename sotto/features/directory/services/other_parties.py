"""Other parties: outsiders get a pseudonym at the first call, and keep it."""

from uuid import UUID

from django.db import transaction

from sotto.features.directory.models import OtherParty, OtherPartyIndex
from sotto.lib.identifiers import new_subject_id
from sotto.personal_data.digests import digest_of
from sotto.trust.tenants.services import current_tenant


@transaction.atomic
def find_other_party(*, number: str, name: str = "") -> UUID:
    """The subject of an outside number in the current tenant; made if we never met.

    number: as it is presented, `anonymous` excluded: who withholds is nobody's subject.
    """
    tenant = current_tenant()
    digest = digest_of(tenant, number)
    met: UUID | None = (
        OtherPartyIndex.objects.filter(digest=digest).values_list("subject", flat=True).first()
    )
    if met is not None:
        return met
    owner = new_subject_id()
    OtherParty.objects.create(
        tenant_id=tenant,
        owner=owner,
        about_owner={"number": number, "name": name},
    )
    OtherPartyIndex.objects.create(digest=digest, tenant=tenant, subject=owner)
    return owner
