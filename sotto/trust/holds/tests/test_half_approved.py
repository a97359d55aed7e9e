"""An approval that reached the keyring and was rolled back keeps nothing for good."""

from contextlib import suppress

import pytest
from django.db import transaction

from sotto.features.directory.models import Person
from sotto.keyring.client import KeyringRefused, Use, Wanted
from sotto.keyring.periods import Period
from sotto.personal_data.keys import keyring
from sotto.personal_data.vocabulary import ACCOUNT, Purpose
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.holds import services
from sotto.trust.holds.models import Hold
from sotto.trust.holds.tests.test_holds import COUNSEL, OFFICER, by, placed

pytestmark = pytest.mark.room


def half_approved(person: Person) -> Hold:
    """The keyring has heard of it; the transaction that said so was rolled back."""
    hold = placed(person)
    with by(COUNSEL), suppress(ZeroDivisionError), transaction.atomic():
        services.approve(hold)
        assert 1 / 0
    return Hold.objects.get(pk=hold.pk, approved_at=None)


def is_kept(hold: Hold) -> bool:
    """Whether the keyring would open anything by it."""
    anything = [Wanted((hold.owner,), Period.standing(ACCOUNT.code))]
    use = Use(COUNSEL, Purpose.CLAIMS, "tests.Nothing.at_all")
    try:
        keyring().held_keys(hold.tenant_id, hold.pk, anything, use)
    except KeyringRefused:
        return False
    return True


def test_an_approval_that_was_rolled_back_leaves_nothing_once_it_is_taken_back(ada: Person) -> None:
    hold = half_approved(ada)
    assert is_kept(hold)
    with by(OFFICER):
        services.lift(hold)
    assert not is_kept(hold)


def test_an_approval_that_was_rolled_back_keeps_nothing_from_an_erasure(ada: Person) -> None:
    hold = half_approved(ada)
    erase_subject(ada.tenant_id, ada.owner)
    assert not is_kept(hold)
