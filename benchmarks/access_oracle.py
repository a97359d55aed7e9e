"""Archives of a thousand random people over all tables: 100 % recall, nothing of anybody else.

`python -m benchmarks.access_oracle [--subjects 1000] [--seed 1]`: makes a database and a keyring of
its own beside the tests', ten rows a head with random casts, exports everybody, and holds every
format (JSON, page, PDF, vCon, vCard, calendar, sounds) against what the oracle knows. Ends with 1
when a marker is missing, or one of somebody else is there. The suite does the same with 32.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import django

from benchmarks.personal_data import a_keyring
from tests import state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with a_keyring():
        state.make_database()
        is_right = _measure(arguments.subjects, arguments.seed)
    state.leave_nothing()
    sys.exit(0 if is_right else 1)


def _measure(subjects: int, seed: int) -> bool:
    from sotto.features.directory.services import rebuild_projections
    from sotto.personal_data.actor import acting
    from sotto.trust.tenants.services import open_tenant, within
    from tests.guards.canary import secrets_of
    from tests.guards.oracle import gather, judge, scatter

    with acting(), tempfile.TemporaryDirectory() as folder:
        tenant = open_tenant(name="Benchmark", domain="benchmark.example")
        rebuild_projections()
        with within(tenant.pk):
            crowd = gather(subjects)
            rows = scatter(tenant, crowd, seed=seed)
            secrets = secrets_of(tenant)
            began = time.monotonic()
            found = [judge(tenant, one, secrets, Path(folder)) for one in crowd]
            took = time.monotonic() - began
    markers = sum(len(one.markers) for one in crowd)
    print(f"{'subjects, rows, markers':32} {subjects:,} {rows:,} {markers:,}")
    print(f"{'markers that are missing':32} {sum(len(one.missing) for one in found):,}")
    print(f"{'markers of somebody else':32} {sum(len(one.foreign) for one in found):,}")
    print(f"{'archives with sounds too few/many':32} {sum(one.sounds != 0 for one in found):,}")
    print(f"{'time an archive, read again':32} {took / subjects:.2f} s")
    return all(one.is_right for one in found)


if __name__ == "__main__":
    main()
