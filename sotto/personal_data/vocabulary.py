"""The words in which personal data is declared; exports and the live document use them too."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is to a record: the column that holds the subject bears this name."""

    name: str


OWNER: Final = Role("owner")
CALLER: Final = Role("caller")
CALLEE: Final = Role("callee")
DIVERTER: Final = Role("diverter")  # Who sent a call on: forwarded it before, or transferred it.
AUTHOR: Final = Role("author")
PARTICIPANT: Final = Role("participant")
MEMBER: Final = Role("member")
VIEWER: Final = Role("viewer")
PERIOD: Final = Role("")  # About nobody alone: sealed under the period's key only.


class Category(StrEnum):
    """Kinds of personal data, as in the five documents (PBX-03 to PBX-05)."""

    PROVISIONING = "provisioning"
    ACTIVITY = "activity"
    CONTENT = "content"
    MAINTENANCE = "maintenance"


class Basis(StrEnum):
    """Lawful bases of Art. 6(1) GDPR that Sotto relies on."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal obligation"
    LEGITIMATE_INTEREST = "legitimate interest"


class Erase(StrEnum):
    """What erasing a person does to a record in which that person has a role: the role's weight.

    Who owns takes the row along; who is anonymised leaves it to the others; who has access leaves
    it untouched. A row that nobody owns or is named in any more is deleted.
    """

    DELETE_ROW = "delete the row"
    ANONYMISE = "remove this person from the row"
    TOMBSTONE = "remove this person and what was said; that something was said stays"
    LEAVE = "end this person's access; the row belongs to others"
    KEEP_PSEUDONYM = "keep the row; the pseudonym in it leads nowhere once the key is gone"


class Sharing(StrEnum):
    """What erasing one of several people does to what they made together and can't be parted."""

    ANY = "any erases"
    LAST = "last erases"
    CONTROLLER = "controller decides"
    WAITING = "controller has to decide"  # Somebody was erased: nobody opens it until then.


@dataclass(frozen=True, slots=True)
class Retention:
    """A class of data that is kept equally long. `code` stands in every envelope: never reuse one.

    monthly: forgotten month by month; else it stands until its subject goes.
    """

    code: int
    name: str
    monthly: bool


ACCOUNT: Final = Retention(1, "account", monthly=False)
CALL_DETAIL: Final = Retention(2, "call detail", monthly=True)
VOICEMAIL: Final = Retention(3, "voice mail", monthly=True)
AUDIT_TRAIL: Final = Retention(4, "audit trail", monthly=True)
REQUESTS: Final = Retention(5, "requests of data subjects", monthly=True)
RETENTIONS: Final[Mapping[int, Retention]] = {
    retention.code: retention
    for retention in (ACCOUNT, CALL_DETAIL, VOICEMAIL, AUDIT_TRAIL, REQUESTS)
}


class Purpose(StrEnum):
    """Why data is opened or sealed; the keyring counts keys under these words."""

    OPERATE = "operate the service"
    STORE = "store"  # Sealing what is new, whatever the occasion was; Art. 18 leaves it.
    SHOW = "show to an authorised user"
    ACCESS = "answer an access request"
    ERASE = "erase"
    VERIFY = "verify"
    CLAIMS = "legal claims"
    RETAIN = "apply retention"
    PHONE_BOOK = "list in the phone book"  # These two only with the person's consent (UCC-05).
    PHONE_BOOK_EMAIL = "show e-mail in the phone book"


class Interface(StrEnum):
    """Through which door an action came (PBX-80)."""

    WEB = "web"
    COMMAND_LINE = "command line"
    TELEPHONE = "telephone"
    SYSTEM = "system"
