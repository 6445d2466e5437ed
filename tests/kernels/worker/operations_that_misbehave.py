"""Operations for the worker's tests, run in the worker process: they wait, they crash, they answer in arrays."""

import ctypes
import os
import time

import numpy as np

from kernels.errors import Cancelled, NumericalError, RequestError


def warm():
    if os.environ.get("REFUSE_TO_WARM"):
        raise ImportError("no module named 'llvmlite'")
    if os.environ.get("DIE_WHILE_WARMING"):
        os.abort()


def echo(request, job):
    return {"request": request, "pid": os.getpid()}, {}


def arrays(request, job):
    n = request["n"]
    return {"n": n, "sum": np.float64(n)}, {
        "ramp": np.arange(n, dtype=np.float64),
        "matrix": np.arange(12, dtype=np.int32).reshape(3, 4)[:, ::2],
        "flags": np.array([True, False]),
        "empty": np.empty(0),
        "scalar": np.array(7.0),
    }


def until_cancelled(request, job):
    """Runs until it is told to stop, saying again and again that it runs."""
    while not job.cancelled():
        job.progress(0.25, {"pid": os.getpid()})
        time.sleep(0.005)
    raise Cancelled


def deaf(request, job):
    """Begins, and never looks whether it is to stop."""
    job.progress(0.0)
    while True:
        time.sleep(1.0)


def steps(request, job):
    for step in range(1, 5):
        job.progress(step / 4, {"step": step})
        time.sleep(0.06)  # above the shortest time between two messages
    return {"steps": 4}, {}


def segfault(request, job):
    ctypes.string_at(0)


def abort(request, job):
    os.write(2, b"LLVM ERROR: cannot select\n")
    os.abort()


def leave(request, job):
    os._exit(3)


def out_of_memory(request, job):
    raise MemoryError


def bug(request, job):
    return {}["missing"]


def no_json(request, job):
    return {"set": {1, 2}}, {}


def no_numbers(request, job):
    return {}, {"objects": np.array([object()])}


def refuse(request, job):
    raise RequestError("params.g_na", "unknown parameter 'g_na'; did you mean 'g_Na'?")


def blow_up(request, job):
    raise NumericalError("v left the finite numbers at t = 3 ms", 3.0, "v")


OPERATIONS = {
    operation.__name__: operation
    for operation in (
        echo, arrays, until_cancelled, deaf, steps, segfault, abort, leave, out_of_memory, bug, no_json, no_numbers,
        refuse, blow_up,
    )
}  # fmt: skip
