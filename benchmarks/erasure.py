"""Erasure of one person with 10,000 calls and 500 voice mails, step by step, beside a plain DELETE.

`python -m benchmarks.erasure [--profile]`: makes a database and a keyring of its own. Goals (issue
3): denied within 1 s, gone within 60 s of the approval. In clear: the same rows in a table without
any of this, deleted by one statement, and as many files of the same size unlinked.
"""

import argparse
import cProfile
import os
import pstats
import tempfile
import time
from pathlib import Path
from uuid import UUID

import django

from benchmarks.personal_data import CALLS, MESSAGES, SECOND_OF_AUDIO, a_keyring, populate
from tests import state


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--profile", action="store_true")
    with_profile = asked.parse_args().profile
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with a_keyring():
        state.make_database()
        _measure(with_profile=with_profile)
    state.leave_nothing()


def _measure(*, with_profile: bool) -> None:
    from sotto.features.directory.services import rebuild_projections
    from sotto.personal_data.actor import acting
    from sotto.trust.dataprotection.services import ask_erasure, preview_of
    from sotto.trust.tenants.services import open_tenant, within

    with acting():
        tenant = open_tenant(name="Benchmark", domain="benchmark.example").pk
        rebuild_projections()
        ada = populate(tenant)
        in_clear = _in_clear(tenant, ada)
        begun = time.perf_counter()
        with within(tenant):
            preview = preview_of(ada)
        _say("dry run", time.perf_counter() - begun)
        print(f"{'items':40} {sum(preview.counts.values()):8} and {preview.files} files")
        entry = ask_erasure(tenant, ada)
        profile = cProfile.Profile()
        if with_profile:
            profile.enable()
        gone = _erase(tenant, entry.pk)
        profile.disable()
        _say("the same rows and files in clear", in_clear)
        print(f"{'ratio of gone to clear':40} {gone / in_clear:8.1f}")
        if with_profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(30)


def _erase(tenant: UUID, entry: UUID) -> float:
    """Seconds from the approval until the last file was unlinked."""
    from sotto.personal_data.models import Erasure
    from sotto.trust.dataprotection.services import advance_erasure, approve_erasure
    from sotto.trust.tenants.services import within

    with within(tenant):
        ledger = Erasure.objects.get(pk=entry)
    begun = time.perf_counter()
    approve_erasure(ledger)
    done: dict[str, float] = {}
    advance_erasure(
        tenant, entry, progress=lambda step: done.update({step: time.perf_counter() - begun})
    )
    for step, after in done.items():
        _say(f"after its approval: {step}", after)
    return done["told"]


def _in_clear(tenant: UUID, ada: UUID) -> float:
    """One DELETE of as many rows, and as many files."""
    from django.db import connection

    from sotto.trust.tenants.services import within

    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / str(number) for number in range(MESSAGES)]
        for file in files:
            file.write_bytes(bytes(SECOND_OF_AUDIO))
        with within(tenant), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE clear AS SELECT * FROM calls_call")
            cursor.execute("CREATE INDEX ON clear (caller)")
        begun = time.perf_counter()
        with within(tenant), connection.cursor() as cursor:
            cursor.execute("DELETE FROM clear WHERE caller = %s", (ada,))
            assert cursor.rowcount == CALLS
        for file in files:
            file.unlink()
        return time.perf_counter() - begun


def _say(name: str, seconds: float) -> None:
    print(f"{name:40} {seconds:8.3f} s")


if __name__ == "__main__":
    main()
