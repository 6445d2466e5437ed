"""Where the threads of a network wait for each other: asleep, and without Python where the system has barriers."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from threading import Barrier
from typing import Any

MOST_BARRIER_BYTES = 256  # pthread_barrier_t has 32 with glibc and musl

_WAIT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


class Meeting:
    """A barrier for native code: `wait` is the address of a function, `place` that of its one argument.

    To be kept until all threads have come back.
    """

    def __init__(self, threads: int) -> None:
        self._memory = ctypes.create_string_buffer(MOST_BARRIER_BYTES)
        self.place = ctypes.addressof(self._memory)
        functions = system_barrier()
        if functions is not None and functions[0](ctypes.c_void_p(self.place), None, ctypes.c_uint(threads)) == 0:
            self._wait = functions[1]
        else:
            barrier = Barrier(threads)
            self._wait = _WAIT(lambda _: barrier.wait())
        self.wait = int(ctypes.cast(self._wait, ctypes.c_void_p).value or 0)


@cache
def system_barrier() -> tuple[Any, Any] | None:
    """pthread_barrier_init and pthread_barrier_wait; None where there are none, as on macOS and Windows."""
    if os.name != "posix":
        return None
    system = ctypes.CDLL(None)
    try:
        return system.pthread_barrier_init, system.pthread_barrier_wait
    except AttributeError:
        return None
