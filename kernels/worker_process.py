"""The worker process: runs one operation after the other for the front-end that started it.

    python -P -m kernels.worker_process CONNECTION FLAG MODULE

`kernels.worker` starts it. CONNECTION is the file descriptor of a socket, FLAG that of eight bytes of shared memory in
which the front-end writes the number of the job that is to stop. MODULE holds the table `OPERATIONS`: by name a
function of the request (a dict) and the job (`Job`) that returns values for JSON and arrays; and `warm`, called once
before the first job. The process ends when the front-end does.
"""

from __future__ import annotations

import importlib
import mmap
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from kernels.errors import Cancelled, KernelsError, WorkerError, unknown
from kernels.worker_messages import Channel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Answer = tuple[Mapping[str, Any], Mapping[str, NDArray[Any]]]
    Operation = Callable[[Mapping[str, Any], "Job"], Answer]

PROGRESS_EVERY = 0.05  # seconds between two progress messages


class Job:
    """What an operation knows of the job it does."""

    def __init__(self, number: int, channel: Channel, flag: memoryview) -> None:
        self._number = number
        self._channel = channel
        self._flag = flag
        self._next_progress = self._next_values = 0.0
        self._held: Mapping[str, Any] = {}  # values that came too soon: they go with what is said next

    def cancelled(self) -> bool:
        """Whether to stop; costs next to nothing. An operation asks every 10-20 ms and raises `Cancelled`."""
        return bool(self._flag[0] == self._number)

    def progress(self, fraction: float, values: Mapping[str, Any] | None = None) -> None:
        """Says how much is done, 0 to 1, with what is known so far; at most one in 50 ms is passed on.

        What is known is not lost by that: it does not wait for a bare fraction, and what comes too soon is held.
        """
        now = time.monotonic()
        self._held = values or self._held
        if now < (self._next_values if values else self._next_progress):
            return
        self._next_progress = now + PROGRESS_EVERY
        if self._held:
            self._next_values = self._next_progress
        self._channel.send(
            {"type": "progress", "job": self._number, "fraction": float(fraction), "values": dict(self._held)}
        )
        self._held = {}


def main() -> None:
    """Serves until the connection ends."""
    # an interrupt typed at the front-end's terminal is the front-end's to handle
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection, flag_file, module_name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    channel = Channel(socket.socket(fileno=connection))
    flag = memoryview(mmap.mmap(flag_file, 8)).cast("q")
    os.close(flag_file)
    jobs: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_receive, args=(channel, jobs), daemon=True).start()
    try:
        module = importlib.import_module(module_name)
        module.warm()
    except Exception as problem:
        error = WorkerError(f"the worker process cannot start: {type(problem).__name__}: {problem}")
        channel.send({"type": "unusable", "error": error.to_dict()})
        return
    channel.send({"type": "ready"})
    while True:
        message = jobs.get()
        _serve(message, module.OPERATIONS, Job(message["job"], channel, flag), channel)


def _receive(channel: Channel, jobs: SimpleQueue[dict[str, Any]]) -> None:
    """Queues the jobs, and ends the process, whatever it is at, when the front-end is gone."""
    while (received := channel.receive()) is not None:
        jobs.put(received[0])
    os._exit(0)


def _serve(message: Mapping[str, Any], operations: Mapping[str, Operation], job: Job, channel: Channel) -> None:
    """Does one job and answers it, whatever happens."""
    number = message["job"]
    channel.send({"type": "begun", "job": number})
    try:
        _answer(message, operations, job, channel)
    except OSError as problem:
        # the connection itself ends the process elsewhere; this is a file or a full memory file system
        _refuse(channel, number, WorkerError(f"{message['operation']}: {problem.strerror or problem}"))
    except KernelsError as problem:
        _refuse(channel, number, problem)
    except MemoryError:
        hint = "ask for a shorter run, fewer samples or fewer lanes"
        _refuse(channel, number, WorkerError(f"{message['operation']} needs more memory than there is; {hint}"))
    except Exception as problem:
        error = WorkerError(f"internal error in {message['operation']}: {type(problem).__name__}: {problem}")
        _refuse(channel, number, error, traceback.format_exc())


def _answer(message: Mapping[str, Any], operations: Mapping[str, Operation], job: Job, channel: Channel) -> None:
    operation = operations.get(message["operation"])
    if operation is None:
        raise unknown("operation", "operation", message["operation"], operations)
    if job.cancelled():
        raise Cancelled
    values, arrays = operation(message["request"], job)
    reply = {"type": "done", "job": message["job"], "values": values}
    if not arrays:
        channel.send(reply)
        return
    from kernels.shared_arrays import write_arrays  # with numpy, which `warm` may have left out

    layout, file = write_arrays(arrays)
    try:
        channel.send(reply | {"arrays": layout}, file)
    finally:
        os.close(file)


def _refuse(channel: Channel, number: int, error: KernelsError, details: str = "") -> None:
    channel.send({"type": "error", "job": number, "error": error.to_dict(), "details": details})


if __name__ == "__main__":
    main()
