"""Devices: SIP credentials, made here, shown once."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from typing_extensions import override

from sotto.features.directory import rules
from sotto.features.directory.models import Device, Person
from sotto.features.directory.services import projections
from sotto.features.directory.services.errors import DeviceUnknown
from sotto.lib.digest import Algorithm, ha1_of
from sotto.trust.audit.services import record
from sotto.trust.tenants.queries import tenant_by_id

_PASSWORD_BYTES = 15  # 120 bits: 20 letters.


@dataclass(frozen=True, slots=True)
class NewDevice:
    """Credentials to type or scan into a telephone. The password is nowhere else."""

    id: UUID
    username: str
    password: str
    realm: str
    algorithm: Algorithm

    @override
    def __repr__(self) -> str:
        return f"<NewDevice {self.id}>"


@transaction.atomic
def add_device(
    *, person: Person, algorithm: Algorithm = Algorithm.SHA_256, label: str = ""
) -> NewDevice:
    """algorithm: MD5 only for a device that can no better."""
    tenant = tenant_by_id(person.tenant_id)
    username = rules.device_username(secrets.token_bytes(8))
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    ha1 = ha1_of(algorithm, username=username, realm=tenant.domain, password=password)
    device = Device.objects.create(
        tenant=tenant,
        person=person,
        owner=person.owner,
        algorithm=algorithm,
        about_owner={"username": username, "ha1": ha1, "label": label},
    )
    projections.project_person(person)
    record("directory:device:added", object_id=device.pk, subject=person.owner)
    return NewDevice(device.pk, username, password, tenant.domain, algorithm)


@transaction.atomic
def remove_device(*, device: UUID) -> None:
    """Raises DeviceUnknown."""
    found = Device.objects.select_related("person").filter(pk=device).first()
    if found is None:
        raise DeviceUnknown(device)
    found.delete()
    projections.forget_subject(found.tenant_id, found.owner)
    projections.project_person(found.person)
    record("directory:device:removed", object_id=device, subject=found.owner)
