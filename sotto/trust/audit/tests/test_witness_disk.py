"""A witness whose disk is not mounted leaves an empty folder, which is no witness."""

from pathlib import Path

import pytest
from django.conf import settings

from sotto.lib import disks
from sotto.trust.audit.services import integrate, trail_state
from sotto.trust.audit.tests.conftest import do
from sotto.trust.tenants.models import Tenant
from sotto.trust.tenants.services import within

pytestmark = pytest.mark.room


def test_a_witness_that_is_not_mounted_is_not_written_to(trail: Tenant, witness: Path) -> None:
    witness.mkdir()
    mark = settings.SOTTO.witness_mark
    disks.remember(witness, mark)
    try:
        do(trail, 1)
        integrate(trail.pk)
        kept = sorted(witness.rglob("*"))
        disk = witness.rename(witness.with_name("disk"))
        witness.mkdir()
        do(trail, 1)
        assert integrate(trail.pk) == 1
        assert not list(witness.rglob("*"))
        with within(trail.pk):
            assert trail_state().witness == "behind"
        witness.rmdir()
        disk.rename(witness)
        do(trail, 1)
        integrate(trail.pk)
        assert len(sorted(witness.rglob("*"))) > len(kept)
    finally:
        mark.unlink()
