"""Entries a second through `record_all` and integration; beside the same inserts without a tree.

`python -m benchmarks.audit_trail --entries 50000 --at-once 100 --details 3`: makes a database and a
keyring of its own beside the tests'. One process records and integrates by turns, as if it had one
core; what is counted ends with the signed checkpoint over the last entry. Every third entry has a
sealed detail (`--details 0`: none, 1: all). Then proofs are made and checked, and all is verified.
Goal (issue 3): at least 5,000 entries a second.
"""

import argparse
import cProfile
import os
import pstats
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import django

from benchmarks.personal_data import a_keyring
from benchmarks.processor import seconds_used
from tests import state

GOAL = 5000
PEOPLE = 200
EVERY = 10_000  # Entries between two integrations.
PROOFS = 2000


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--entries", type=int, default=50_000)
    asked.add_argument("--at-once", type=int, default=100)
    asked.add_argument("--details", type=int, default=3)
    asked.add_argument("--profile", action="store_true")
    chosen = asked.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    django.setup()
    with a_keyring():
        state.make_database()
        with _profiled(wanted=chosen.profile):
            _measure(chosen.entries, chosen.at_once, chosen.details)
    state.leave_nothing()


def _measure(entries: int, at_once: int, details: int) -> None:
    from sotto.personal_data.actor import acting
    from sotto.trust.audit.services import integrate
    from sotto.trust.tenants.services import open_tenant

    with acting():
        plain = open_tenant(name="Plain", domain="plain.example").pk
        tenant = open_tenant(name="Tree", domain="tree.example").pk
        _record(tenant, PEOPLE, at_once, 1)  # Keys are made at a person's first entry.
        _record(plain, PEOPLE, at_once, 1)
        integrate(tenant)
        alone = _timed("recorded only", entries, lambda: _record(plain, entries, at_once, details))

        def with_tree() -> None:
            for _ in range(0, entries, EVERY):
                _record(tenant, EVERY, at_once, details)
                integrate(tenant)

        both = _timed("recorded, integrated, signed", entries, with_tree)
        print(f"{'ratio':32} {both / alone:10.2f}   goal {GOAL}/s: {entries / both >= GOAL}")
        _timed("proofs made and checked", PROOFS, lambda: _prove(tenant))
        _timed("verified, and sound", entries, lambda: _verify(tenant))


_SUBJECTS = [uuid4() for _ in range(PEOPLE)]


def _record(tenant: UUID, entries: int, at_once: int, details: int) -> None:
    """One transaction for each `at_once`."""
    from sotto.trust.audit.services import Deed, record_all
    from sotto.trust.tenants.services import within

    for start in range(0, entries, at_once):
        deeds = [
            Deed(
                "benchmark:thing:done",
                object_id=uuid4(),
                subject=_SUBJECTS[number % PEOPLE],
                detail={"number": number} if details and number % details == 0 else None,
            )
            for number in range(start, min(start + at_once, entries))
        ]
        with within(tenant):
            record_all(deeds)


def _prove(tenant: UUID) -> None:
    from sotto.trust.audit.queries import all_entries
    from sotto.trust.audit.services import proofs_of
    from sotto.trust.tenants.services import within

    with within(tenant):
        chosen = [entry.pk for entry in all_entries().order_by("id")[:PROOFS]]
        proofs = proofs_of(chosen)
    assert len(proofs) == PROOFS
    for proof in proofs:
        assert proof is not None
        proof.check()


def _timed(name: str, count: int, run: Callable[[], object]) -> float:
    """Seconds. Beside it processor time, to which other work on the machine adds nothing."""
    working = [os.getpid(), _backend()]
    begun, used = time.perf_counter(), seconds_used(working)
    run()
    took, used = time.perf_counter() - begun, seconds_used(working) - used
    each = used / count * 1e6
    print(f"{name:32} {count / took:8.0f}/s  {took:8.2f} s  {each:6.0f} us of a core each")
    return took


def _backend() -> int:
    """PostgreSQL's process for us. The keyring is our child, and counted with us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _verify(tenant: UUID) -> None:
    from sotto.trust.audit.services import verify_trail

    assert verify_trail(tenant).is_sound


@contextmanager
def _profiled(*, wanted: bool) -> Iterator[None]:
    profile = cProfile.Profile()
    if wanted:
        profile.enable()
    yield
    if wanted:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
