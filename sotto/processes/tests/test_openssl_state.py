"""Which inherited pointers a worker forgets: those into memory that all workers share, no other."""

import pytest

from sotto.processes.sip_edge.openssl_state import inherited, shared_memory

pytestmark = pytest.mark.rules

MAPS = """\
55f0c0000000-55f0c0100000 r-xp 00000000 fe:00 1 /usr/sbin/kamailio
7f0000000000-7f0080000000 rw-s 00000000 00:01 2 /dev/zero (deleted)
7f1000000000-7f1000021000 rw-p 00000000 00:00 0
7f2000000000-7f2000001000 r--s 00000000 fe:00 3 /usr/lib/locale/C.utf8
""".splitlines()


def test_only_shared_writable_memory_counts() -> None:
    assert shared_memory(MAPS) == [(0x7F0000000000, 0x7F0080000000)]


def test_pointers_into_it_are_forgotten_and_all_others_kept() -> None:
    shared = shared_memory(MAPS)
    pointers = [(0, 0), (1, 0x7F0000000000), (2, 0x7F1000000010), (3, 0x7F007FFFFFFF)]
    assert list(inherited([*pointers, (4, 0x7F0080000000)], shared)) == [1, 3]
