"""The ledger of erasures, replayed in restored rows before anything serves.

Who must not come back is said by three that survive the restore: the ledger of the system as it is
now, the tombstones of the keyring, and certificates that the keyring signed. What the archive says
of erasures is not asked: one that was cancelled since would be carried out.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from sotto.keyring.client import Denial, Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data import clearing
from sotto.personal_data.actor import current_actor
from sotto.personal_data.keys import keyring
from sotto.personal_data.models import Erasure
from sotto.personal_data.registry import holdings
from sotto.personal_data.sealed_file import path_of
from sotto.personal_data.vocabulary import ACCOUNT
from sotto.trust.dataprotection.services import approve_erasure, ask_erasure
from sotto.trust.holds.queries import spared_rows
from sotto.trust.tenants.queries import all_tenants
from sotto.trust.tenants.services import within

Person = tuple[UUID, UUID]  # Tenant, subject.


def erase_again(*, ledger: Collection[Person], certified: Collection[Person] = ()) -> int:
    """Erase everybody of whom rows came back. How many people that were.

    ledger: who is erased for good by the present ledger. Raises KeyringUnavailable.
    """
    erased = 0
    for tenant in [one.pk for one in all_tenants()]:
        with within(tenant):
            back = subjects_in_rows()
            lines = set(Erasure.objects.filter(cancelled_at=None).values_list("subject", flat=True))
        gone = {subject for owner, subject in (*ledger, *certified) if owner == tenant}
        gone |= tombstoned(tenant, back - gone)
        for subject in sorted(gone & back):
            _deny(tenant, subject)
            _clear(tenant, subject)
            erased += 1
        for subject in sorted(gone - lines):
            _remember(tenant, subject)
    return erased


def final_erasures(tenants: Iterable[UUID]) -> set[Person]:
    """Who is erased beyond recall, by the ledger of the database that is connected."""
    found: set[Person] = set()
    for tenant in tenants:
        with within(tenant):
            lines = Erasure.objects.filter(cancelled_at=None).exclude(final_at=None)
            found |= {(tenant, subject) for subject in lines.values_list("subject", flat=True)}
    return found


def subjects_in_rows() -> set[UUID]:
    """Everybody in any row of the current tenant that erasing would reach."""
    return {
        subject
        for holding in holdings()
        for column in holding.owners
        for subject in holding.model._default_manager.exclude(**{column.name: None})
        .values_list(column.name, flat=True)
        .order_by()
        .distinct()
    }


def tombstoned(tenant: UUID, subjects: Collection[UUID]) -> set[UUID]:
    """Of these, whom the keyring denies for ever. Raises KeyringUnavailable."""
    wanted = [Wanted((subject,), Period.standing(ACCOUNT.code)) for subject in sorted(subjects)]
    use = Use(current_actor().id, current_actor().purpose, "backup.Restore.subjects")
    answers = keyring().answers(tenant, wanted, use)
    pairs = zip(wanted, answers, strict=True)
    return {one.subjects[0] for one, answer in pairs if answer is Denial.ERASED}


def _deny(tenant: UUID, subject: UUID) -> None:
    """Once more, should the keyring itself have been restored from before the erasure."""
    keyring().set_tombstone(tenant, subject, actor=current_actor().id)
    keyring().destroy(tenant, subject, actor=current_actor().id)


def _remember(tenant: UUID, subject: UUID) -> None:
    """A line in the ledger for whom only the keyring, or a certificate, knew of.

    Nothing of the person is left by now; the steps to its certificate are a job's, once it serves.
    """
    approve_erasure(ask_erasure(tenant, subject, grace=timedelta()))


def _clear(tenant: UUID, subject: UUID) -> None:
    """Rows, then the files that they named; a legal hold spares what it keeps.

    The ledger's line stays as it is.
    """
    with within(tenant):
        cleared = clearing.clear(subject, spared=spared_rows(subject))
    for name in cleared.files:
        path_of(tenant, name).unlink(missing_ok=True)
