"""Search everything for what should not be there, and try to open what should not open."""

import base64
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings

from sotto.engines.inspector.client import Inspector, InspectorClient, Searched
from sotto.engines.inspector.config import InspectorConfig
from sotto.personal_data import envelope, keys
from sotto.personal_data.declaration import declaration_of
from sotto.personal_data.envelope import EnvelopeDamaged, Header, Place
from sotto.trust.canaries import rules
from sotto.trust.canaries.models import Canary, Search
from sotto.trust.tenants.services import current_tenant

_STRANGERS = 20  # Living canaries whose keys are tried on each copy.


def search(*, now: datetime, inspector: Inspector | None = None) -> Search:
    """Within the canaries' tenant. Raises EngineUnavailable."""
    asked = inspector or InspectorClient(InspectorConfig(settings.SOTTO.inspector_socket))
    return judge(asked.search(), now=now)


def judge(searched: Searched, *, now: datetime) -> Search:
    """Write down what a search means, and what can still be opened."""
    erased = list(Canary.objects.exclude(erased_at=None))
    living = list(Canary.objects.filter(erased_at=None))
    leaks = rules.leaks(
        ((place.name, place.tokens) for place in searched.places),
        erased=_names(erased),
        living=_names(living),
        clear=_clear_tables(),
    )
    copies = [(Place(current_tenant(), *_placed(copy)), _raw(copy)) for copy in _kept(erased)]
    return Search.objects.create(
        tenant_id=current_tenant(),
        at=now,
        seconds=searched.seconds,
        files=searched.files,
        bytes=searched.bytes,
        erased=len(erased),
        living=len(living),
        copies=len(copies),
        opened=sum(_opens(place, raw, living) for place, raw in copies),
        leaks=[asdict(leak) for leak in leaks],
        unread=list(searched.unread),
    )


def _names(canaries: list[Canary]) -> set[str]:
    return {name for one in canaries for name in (one.token, one.serial)}


def _clear_tables() -> set[str]:
    """Where routing has values in the clear."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("sotto.") and declaration_of(model).projection
    }


def _kept(erased: list[Canary]) -> Iterator[dict[str, object]]:
    for canary in erased:
        yield from canary.kept


def _placed(copy: dict[str, object]) -> tuple[str, UUID, tuple[UUID, ...]]:
    subjects = copy["subjects"]
    named = subjects if isinstance(subjects, list) else []
    return str(copy["field"]), UUID(str(copy["row"])), tuple(UUID(one) for one in named)


def _raw(copy: dict[str, object]) -> bytes:
    return base64.b64decode(str(copy["envelope"]))


def _opens(place: Place, raw: bytes, living: list[Canary]) -> bool:
    """Whether a copy of somebody erased opens: by its own key, or by anybody else's."""
    period = Header.from_bytes(raw).period
    own = keys.ciphers([(place, period)])[0]
    others = [UUID(one) for canary in living[:_STRANGERS] for one in canary.subjects]
    strange = [Place(place.tenant, place.field, place.row, (one,)) for one in others]
    found = keys.ciphers([(one, period) for one in strange]) if strange else []
    return any(_fits(key, raw, place) for key in (own, *found) if key is not None)


def _fits(key: AESGCM, raw: bytes, place: Place) -> bool:
    try:
        envelope.open_(key, raw, place)
    except EnvelopeDamaged:
        return False
    return True
