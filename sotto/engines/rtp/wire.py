"""Sending and receiving one datagram without letting other threads in between.

Python's own sockets release the interpreter lock around every call. When 300 calls are served in
one go while another thread works, the lock is lost 900 times, and each time has to be waited
for: measured, 4 ms of work took up to 35 ms. These calls never block, so the lock is kept.
"""

import ctypes
import socket
from typing import Final

_LARGEST: Final = 2048
_C = ctypes.PyDLL(None)  # PyDLL, in contrast to CDLL, keeps the lock.
_C.send.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int)
_C.recv.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
_C.send.restype = _C.recv.restype = ctypes.c_ssize_t
_send, _recv = _C.send, _C.recv
_buffer = ctypes.create_string_buffer(_LARGEST)  # One is enough: filled and read under the lock.
_view = memoryview(_buffer)


def send(descriptor: int, datagram: bytes) -> None:
    """To a connected socket. Lost when the kernel has no room: voice does not wait."""
    _send(descriptor, datagram, len(datagram), socket.MSG_DONTWAIT)


def receive(descriptor: int) -> bytes | None:
    """The next datagram; None when there is none, or the other side's port was closed."""
    size = _recv(descriptor, _buffer, _LARGEST, socket.MSG_DONTWAIT)
    return _view[:size].tobytes() if size >= 0 else None
