"""Each worker gets OpenSSL state of its own.

Kamailio 5.6 lets OpenSSL allocate in memory that all workers share, so that any worker may go on
with a TLS connection. OpenSSL 3 keeps state for each thread too (the random number generator, the
queue of errors), behind keys of the thread library. What the first process had there is inherited
by every worker, the same bytes of shared memory for all, without a lock: two first handshakes at
once then end in a crash (measured: half of the starts under load). So a worker forgets the pointers
that it inherited into shared memory; OpenSSL makes it new ones. Kamailio 5.8 does the same by
itself (`tls_threads_mode`).
"""

import ctypes
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_MOST_KEYS: Final = 1024  # PTHREAD_KEYS_MAX of glibc.
_SHARED: Final = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw-s ")
Ranges = list[tuple[int, int]]


def shared_memory(maps: Iterable[str]) -> Ranges:
    """From lines of /proc/PID/maps: where memory is shared and writable, ends excluded."""
    found = [_SHARED.match(line) for line in maps]
    return [(int(one[1], 16), int(one[2], 16)) for one in found if one]


def inherited(pointers: Iterable[tuple[int, int]], shared: Ranges) -> Iterator[int]:
    """Of (key, pointer), the keys whose pointer leads into shared memory."""
    for key, pointer in pointers:
        if any(first <= pointer < end for first, end in shared):
            yield key


def forget_inherited() -> int:
    """In a worker, before its first handshake. How many pointers there were."""
    library = ctypes.CDLL(None)
    get, forget = library.pthread_getspecific, library.pthread_setspecific
    get.restype, get.argtypes = ctypes.c_void_p, (ctypes.c_uint,)
    forget.argtypes = (ctypes.c_uint, ctypes.c_void_p)
    with Path("/proc/self/maps").open() as maps:
        shared = shared_memory(maps)
    keys = list(inherited(((key, get(key) or 0) for key in range(_MOST_KEYS)), shared))
    for key in keys:
        forget(key, None)
    return len(keys)
