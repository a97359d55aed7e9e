"""The certificate of an erasure: what it says, how it is signed, and how anybody checks it alone.

A file is signed JSON (`sotto.lib.signed_json`), by the keyring. Nothing here needs a database, a
keyring or settings.
PBX-70, ENT-70.
"""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from sotto.lib import signed_json
from sotto.lib.merkle import ProofInvalid
from sotto.lib.signed_json import NotGenuine
from sotto.lib.signed_note import Checkpoint, NoteInvalid, VerifierKey
from sotto.trust.audit.rules.leaf import Leaf
from sotto.trust.audit.rules.proof import Proof

FORMAT = "sotto erasure certificate 1"
COMPLETED = "dataprotection:erasure:completed"
REMOVED = "dataprotection:tenant:removed"
_NAME = "erasure certificate"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tenant(_Part):
    id: UUID
    name: str
    domain: str


class Step(_Part):
    """at: when it was done."""

    step: str
    at: AwareDatetime


class Count(_Part):
    """So many rows, or files, of a table went this way."""

    table: str
    title: str
    deed: str
    count: int


class Kept(_Part):
    """What was kept, on which ground, and until when; until: none where it is not a date."""

    table: str
    title: str
    count: int
    ground: str
    until: str | None


class Remaining(_Part):
    """What could not be deleted: ids and fixed words."""

    step: str
    what: str
    why: str


class Told(_Part):
    """A recipient who was told (Art. 19), and what came back."""

    recipient: str
    channel: str
    state: str
    at: AwareDatetime | None


class Epochs(_Part):
    """Of the keyring. No copy of its store from before `passed_in` opens with any key there is."""

    destroyed_in: int
    passed_in: int


class Body(_Part):
    """What is certified.

    identity: SHA-256, in hex, of the receipt's bytes and the text by which the person was
    identified; empty where none was given.
    """

    kind: Literal["person", "customer"]
    erasure: UUID
    number: Annotated[int, Field(ge=1)]
    issued_at: AwareDatetime
    complete: bool
    tenant: Tenant
    subject: UUID
    identity: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    asked_by: str
    approved_by: str
    steps: list[Step]
    counts: list[Count]
    kept: list[Kept]
    remains: list[Remaining]
    recipients: list[Told]
    epochs: Epochs
    audit: dict[str, Any] | None  # Any: JSON; `sotto audit proof 1`


class Certificate(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    body: Body
    form: Literal["sotto erasure certificate 1"] = Field(alias="format")
    key: str
    signature: str


def sign(body: Body, *, public: bytes, signer: Callable[[bytes], bytes]) -> str:
    """The file's text. signer: gives the Ed25519 signature of these bytes."""
    told = body.model_dump(mode="json")
    return signed_json.sign(told, form=FORMAT, public=public, signer=signer)


def open_(raw: bytes, *, key: bytes | None = None) -> Body:
    """What is certified, once it is sure that it was signed so. key: whose signature is trusted.

    Without one, only that nothing was altered since whoever holds the key in it signed it.
    Raises NotGenuine.
    """
    signed_json.open_(raw, form=FORMAT, name=_NAME, key=key)
    try:
        body = Certificate.model_validate_json(raw).body
    except ValidationError:
        raise NotGenuine(f"This is no {_NAME} of Sotto.") from None
    _check_audit(body)
    return body


def is_about(body: Body, *, receipt: str, identified_as: str) -> bool:
    """Whether this is the person who has the receipt, and was identified by this text."""
    try:
        salt = bytes.fromhex(receipt.strip())
    except ValueError:
        return False
    return bool(body.identity) and body.identity == commitment(salt, identified_as)


def commitment(salt: bytes, identified_as: str) -> str:
    """Hides the text from whoever has not the salt, and binds to it whoever has."""
    return hashlib.sha256(salt + identified_as.strip().encode()).hexdigest()


def json_schema() -> dict[str, Any]:  # Any: JSON
    """JSON Schema 2020-12 of a certificate."""
    schema = Certificate.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _check_audit(body: Body) -> None:
    """The entry that says so stands in the audit trail of this tenant."""
    if body.audit is None:
        if body.complete:
            raise NotGenuine("It lacks the proof out of the audit trail.")
        return
    try:
        leaf = Proof.of_json(body.audit).check()
    except ProofInvalid:
        raise NotGenuine("Its proof out of the audit trail does not hold.") from None
    if not _says_so(leaf, body):
        raise NotGenuine("The audit entry that it proves is about something else.")


def _says_so(leaf: Leaf, body: Body) -> bool:
    expected = (body.tenant.id, body.erasure)
    action = COMPLETED if body.kind == "person" else REMOVED
    subject = body.subject if body.kind == "person" else None
    return (leaf.tenant, leaf.object_id) == expected and (leaf.action, leaf.subject) == (
        action,
        subject,
    )


def agrees_with(body: Body, checkpoint: str) -> bool | None:
    """Whether a checkpoint kept elsewhere has the same tree; None when it is of another size.

    checkpoint: the signed note. Raises NotGenuine when it is none of this trail.
    """
    if body.audit is None:
        return None
    proof = Proof.of_json(body.audit)
    try:
        key = VerifierKey.parse(proof.key)
        ours, other = (Checkpoint.opened(one, key) for one in (proof.checkpoint, checkpoint))
    except NoteInvalid:
        raise NotGenuine("The checkpoint is none of this audit trail.") from None
    return None if ours.size != other.size else ours.root == other.root
