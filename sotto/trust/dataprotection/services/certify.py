"""Write certificates: what an erasure did, kept and left, signed by the keyring, with its proof.

The audit entry comes first, then the checkpoint over it, then the certificate that carries both. A
further one is issued whenever what it says has changed. PBX-70, ENT-70.
"""

import hashlib
import json
from typing import Any

from django.db.models import Max
from django.utils import timezone

from sotto.backbone import jobs
from sotto.lib.signed_json import canonical
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import STEPS, Erasure
from sotto.trust.audit.queries import all_entries
from sotto.trust.audit.services import proof_of, record
from sotto.trust.dataprotection import rules
from sotto.trust.dataprotection.models import Certificate
from sotto.trust.dataprotection.rules import certificate as form
from sotto.trust.dataprotection.services.errors import NotCertifiedYet
from sotto.trust.dataprotection.services.wording import titles_counted
from sotto.trust.tenants.queries import tenant_by_id
from sotto.trust.tenants.rules import is_retired

_UNTIL_SIGNED = 15  # Seconds: trails are signed every ten.
_SAID_ANYWAY = {"number", "issued_at", "audit"}  # Differ with each issue.


def epoch_has_passed(entry: Erasure) -> bool:
    """Two epochs on, no copy of the key store that still had the key opens by any key there is.

    Then its time and number stand in the entry, unsaved.
    """
    current = int(keyring().status()["epoch"])
    destroyed_in = entry.destroyed_in
    if destroyed_in is None or not rules.epoch_has_passed(destroyed_in, current=current):
        return False
    entry.epoch_passed_at, entry.passed_in = timezone.now(), current
    return True


def note_completion(entry: Erasure, action: str) -> None:
    """Which audit entry says that it is done: the certificate will carry its proof.

    It is written as soon as the entry is under a checkpoint, rather than at the next minute.
    """
    done = all_entries().filter(action=action, object_id=entry.pk)
    entry.completion = done.order_by("-sequence").values_list("pk", flat=True).first()
    entry.save()
    jobs.later(
        "dataprotection.advance_erasure",
        seconds=_UNTIL_SIGNED,
        tenant=entry.tenant_id,
        entry=entry.pk,
    )


def certify(entry: Erasure) -> bool:
    """Issue a certificate if there is something new to say. Whether nothing remains.

    False as well while the entry is not under a checkpoint yet. Raises KeyringUnavailable.
    """
    proof = None if entry.completion is None else proof_of(entry.completion)
    if proof is None:
        return False
    last = entry.certificates.aggregate(Max("number"))["number__max"] or 0
    body = _body(entry, last + 1, proof.as_json())
    said = _fingerprint(body)
    if not entry.certificates.filter(number=last, fingerprint=said).exists():
        Certificate.objects.create(
            tenant_id=entry.tenant_id,
            erasure=entry,
            number=body.number,
            issued_at=body.issued_at,
            is_complete=body.complete,
            fingerprint=said,
            document=form.sign(
                body,
                public=keyring().public_key("certificate"),
                signer=lambda text: keyring().sign("certificate", text),
            ),
        )
        about = None if entry.is_of_customer else entry.subject
        record("dataprotection:erasure:certified", object_id=entry.pk, subject=about)
    if body.complete:
        entry.certified_at = timezone.now()
        entry.save()
    return body.complete


def certificate_text_of(entry: Erasure) -> str:
    """The last certificate, byte for byte. Raises NotCertifiedYet."""
    last = entry.certificates.first()
    if last is None:
        raise NotCertifiedYet
    return last.document


def certificate_of(entry: Erasure) -> dict[str, Any]:
    """The same, read. Raises NotCertifiedYet. Any: JSON."""
    return dict(json.loads(certificate_text_of(entry)))


def _body(entry: Erasure, number: int, audit: dict[str, Any]) -> form.Body:  # Any: JSON
    named = titles_counted()
    return form.Body(
        kind="customer" if entry.is_of_customer else "person",
        erasure=entry.pk,
        number=number,
        issued_at=timezone.now(),
        complete=not entry.remains,
        tenant=_tenant(entry),
        subject=entry.subject,
        identity=entry.identity_digest,
        asked_by=entry.asked_by,
        approved_by=entry.approved_by,
        steps=[
            form.Step(step=step, at=at)
            for step in STEPS
            if (at := entry.times[step]) is not None and step != "certified"
        ],
        counts=[_count(what, many, named) for what, many in sorted(entry.counts.items())],
        kept=[form.Kept(**one) for one in entry.kept],
        remains=[
            form.Remaining(step=one["step"], what=one["what"], why=one["why"])
            for one in entry.remains
        ],
        recipients=[form.Told(**one) for one in entry.told],
        epochs=form.Epochs(destroyed_in=entry.destroyed_in or 0, passed_in=entry.passed_in or 0),
        audit=audit,
    )


def _tenant(entry: Erasure) -> form.Tenant:
    """Of a removed customer as the certificate before has it: its row has forgotten its name."""
    tenant, last = tenant_by_id(entry.tenant_id), entry.certificates.first()
    if last is not None and is_retired(tenant.domain):
        return form.open_(last.document.encode()).tenant
    return form.Tenant(id=tenant.pk, name=tenant.name, domain=tenant.domain)


def _count(what: str, many: int, named: dict[str, str]) -> form.Count:
    table, _, deed = what.partition(": ")
    return form.Count(table=table, title=named.get(table, table), deed=deed, count=many)


def _fingerprint(body: form.Body) -> str:
    said = body.model_dump(mode="json", exclude=_SAID_ANYWAY)
    return hashlib.sha256(canonical(said)).hexdigest()
