"""What a hold keeps of the erased is found by nothing: that nothing is stored is not said then."""

import pytest

from sotto.features.directory.models import Person
from sotto.trust.dataprotection.services import erase_subject
from sotto.trust.dataprotection.services.finding import HeldPerhaps, NobodyFound, find_subjects
from sotto.trust.holds.tests.test_holds import lifted, standing
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room


def refused(text: str) -> type[NobodyFound]:
    with pytest.raises(NobodyFound) as refusal:
        find_subjects(text)
    return type(refusal.value)


def test_as_long_as_a_hold_keeps_something_of_the_erased(ada: Person) -> None:
    hold = standing(ada)
    assert refused("2099") is NobodyFound  # Ada can still be found.
    erase_subject(ada.tenant_id, ada.owner)
    assert refused("2001") is HeldPerhaps
    lifted(hold)
    assert refused("2001") is NobodyFound


def test_another_tenant_s_holds_say_nothing(ada: Person, hotel: Tenant) -> None:
    standing(ada)
    erase_subject(ada.tenant_id, ada.owner)
    with within(hotel.pk):
        assert refused("2001") is NobodyFound
