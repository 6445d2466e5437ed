"""The front-end's side of the worker process: one process, started ahead of need, that compiles and runs models.

A front-end never imports llvmlite, numba or sympy, and a long run never stalls its screen:

    with Worker() as worker:
        job = worker.submit("plot", "simulate", {"model": "hodgkin_huxley", "current": 10})
        result = job.wait()          # or: await job.result(), async for event in job.events()
        result.arrays["time"], result.values["stats"]

A channel is one place on the screen. Its latest request wins: an older one that waits is dropped, one that runs is
cancelled. Requests of different channels run in turn. If the process dies, the job it was at ends with one clear error
and a new process takes its place.
"""

from __future__ import annotations

import os
import signal
import site
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from mmap import mmap
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from kernels.errors import Cancelled, KernelsError, WorkerError, error_from_dict
from kernels.worker_job import Job, Progress, Result
from kernels.worker_messages import Channel, memory_file

OPERATIONS = "kernels.worker_operations"
STDERR_TAIL = 4096  # bytes of the process's last words that are looked at


class _Process(NamedTuple):
    """One incarnation of the worker process."""

    popen: subprocess.Popen[bytes]
    channel: Channel
    stderr: int  # open file that takes its standard error


class Worker:
    """One worker process and the requests for it. Any thread may call any method.

    `operations` is the module in the worker process with the table OPERATIONS and `warm` (see `worker_process.py`).
    After more than `restarts` deaths within a minute it is started again by the next request alone. A cancelled job
    that does not stop within `patience` seconds is stopped by ending its process.
    """

    def __init__(self, operations: str = OPERATIONS, *, restarts: int = 5, patience: float = 5.0) -> None:
        self._operations = operations
        self._restarts = restarts
        self._patience = patience
        self._lock = threading.RLock()
        self._pending: dict[str, Job] = {}  # by channel, oldest first
        self._running: Job | None = None
        self._begun = False  # whether the process has said that it is at the running job
        self._process: _Process | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._closed = False
        self._ended_on_purpose = False
        self._deaths: deque[float] = deque()
        self._timer: threading.Timer | None = None  # ends the process when a cancelled job does not stop
        self._last_number = 0
        file = memory_file(8)
        self._flag = memoryview(mmap(file, 8)).cast("q")
        self._flag_file = file

    def start(self) -> None:
        """Starts the process ahead of the first request; returns at once."""
        with self._lock:
            if self._closed:
                raise WorkerError("the worker is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._supervise, name="kernels.worker", daemon=True)
                self._thread.start()

    def wait_ready(self, timeout: float | None = None) -> bool:
        """Waits until the process has imported what it needs; False after `timeout` seconds."""
        self.start()
        return self._ready.wait(timeout)

    @property
    def pid(self) -> int | None:
        """The number of the running process, None while there is none."""
        with self._lock:
            return None if self._process is None else self._process.popen.pid

    def submit(
        self,
        channel: str,
        operation: str,
        request: Mapping[str, Any],
        *,
        on_progress: Callable[[Progress], None] | None = None,
        on_done: Callable[[Job], None] | None = None,
    ) -> Job:
        """Sends a request, in place of the channel's earlier one; returns at once.

        `request` is made of what JSON can hold. Raises WorkerError once the worker is closed.
        """
        with self._lock:
            self.start()
            self._last_number += 1
            job = Job(self._last_number, channel, operation, request, self._cancel, on_progress, on_done)
            older = [one for one in (self._pending.get(channel), self._running) if one and one.channel == channel]
            for one in older:
                self._withdraw(one)
            self._pending[channel] = job
            refused = self._dispatch()
        for one in older:
            one.fail(Cancelled("a newer request took its place"))
        _fail_all(refused)
        return job

    def cancel(self, job: Job) -> None:
        """The same as `job.cancel()`."""
        self._cancel(job)

    def close(self) -> None:
        """Ends the process and cancels what is left. A second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            left = self._take_all()
            process, thread = self._process, self._thread
        if process is not None:
            process.channel.close()
            process.popen.kill()  # it has nothing to lose: files are written whole or not at all
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        os.close(self._flag_file)
        for job in left:
            job.fail(Cancelled("the worker was closed"))

    def __enter__(self) -> Worker:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def _cancel(self, job: Job) -> None:
        with self._lock:
            self._withdraw(job)
        job.fail(Cancelled())

    def _withdraw(self, job: Job) -> None:
        """Takes a job off the queue, or tells the process to stop it. Under the lock."""
        if self._pending.get(job.channel) is job:
            del self._pending[job.channel]
        elif self._running is job and self._flag[0] != job.number:
            self._flag[0] = job.number
            self._timer = threading.Timer(self._patience, self._end_stuck, [job])
            self._timer.daemon = True
            self._timer.start()

    def _end_stuck(self, job: Job) -> None:
        """Ends the process if it is still at a job that was cancelled long ago."""
        with self._lock:
            if self._running is job and self._process is not None:
                self._ended_on_purpose = True
                self._process.popen.kill()

    def _dispatch(self) -> list[tuple[Job, KernelsError]]:
        """Sends the oldest waiting job if the process is free. Under the lock; returns what could not be sent."""
        refused: list[tuple[Job, KernelsError]] = []
        while self._running is None and self._process is not None and self._pending:
            job = self._pending.pop(next(iter(self._pending)))
            message = {"job": job.number, "operation": job.operation, "request": job.request}
            try:
                self._process.channel.send(message)
                self._running, self._begun = job, False
            except OSError:
                # the process is dying, which its thread will notice: this job is for the next one
                self._process = None
                self._requeue(job)
            except (TypeError, ValueError) as problem:
                refused.append((job, WorkerError(f"{job.operation}: the request cannot be sent: {problem}")))
        return refused

    def _requeue(self, job: Job) -> None:
        """Puts a job that no process has begun back to the head of the queue. Under the lock."""
        if job.channel not in self._pending:
            self._pending = {job.channel: job, **self._pending}

    def _supervise(self) -> None:
        """The worker's thread: keeps a process alive and takes its messages."""
        while True:
            unusable: KernelsError | None
            try:
                process = self._spawn()
            except OSError as problem:
                unusable = WorkerError(f"the worker process cannot be started: {problem}")
            else:
                unusable = self._bury(process, self._listen(process))
            with self._lock:
                if unusable is None and not self._closed:
                    continue
                self._thread = None
                left = self._take_all()
            if unusable is not None:
                _fail_all([(job, unusable) for job in left])
            return

    def _spawn(self) -> _Process:
        """Starts the process and sends it what is waiting."""
        stderr = memory_file(0)
        try:
            ours, theirs = socket.socketpair()
        except OSError:
            os.close(stderr)
            raise
        command = [sys.executable, "-P", "-m", "kernels.worker_process"]
        try:
            popen = subprocess.Popen(
                [*command, str(theirs.fileno()), str(self._flag_file), self._operations],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=(theirs.fileno(), self._flag_file),
                env=_environment(),
                start_new_session=True,  # keys typed at the terminal (^C, ^Z) are for the front-end
            )
        except OSError:
            ours.close()
            os.close(stderr)
            raise
        finally:
            theirs.close()
        process = _Process(popen, Channel(ours), stderr)
        with self._lock:
            self._process = process
            refused = self._dispatch()
            if self._closed:
                popen.kill()
        _fail_all(refused)
        return process

    def _listen(self, process: _Process) -> KernelsError | None:
        """Takes messages until the process is gone. Returns an error if it says itself that it cannot work."""
        unusable: KernelsError | None = None
        try:
            while (received := process.channel.receive()) is not None:
                message, file = received
                if message["type"] == "ready":
                    self._ready.set()
                elif message["type"] == "unusable":
                    unusable = error_from_dict(message["error"])
                else:
                    self._take(message, file)
        except ValueError as problem:
            return WorkerError(f"the worker process sent what is no message: {problem}")
        return unusable

    def _take(self, message: Mapping[str, Any], file: int | None) -> None:
        """Hands one message about a job to it, and sends the next job if that one has ended."""
        refused: list[tuple[Job, KernelsError]] = []
        with self._lock:
            job = self._running
            if message["type"] == "begun":
                self._begun = True
                return
            if message["type"] != "progress":
                self._free()
                refused = self._dispatch()
        _fail_all(refused)
        arrays: Mapping[str, Any] = {}
        if file is not None:
            from kernels.shared_arrays import read_arrays  # numpy comes with the first result

            arrays = read_arrays(message["arrays"], file)
        if job is None:
            return  # the worker is being closed
        if message["type"] == "progress":
            job.report(Progress(job.number, message["fraction"], message["values"]))
        elif message["type"] == "done":
            job.finish(Result(job.number, job.operation, message["values"], arrays))
        else:
            error = error_from_dict(message["error"])
            if message["details"]:
                error.add_note(message["details"])
            job.fail(error)

    def _bury(self, process: _Process, unusable: KernelsError | None) -> KernelsError | None:
        """Cleans up after a process that is gone and ends its job. Returns an error if none shall take its place."""
        process.channel.close()
        process.popen.kill()  # it may only have closed the connection
        cause = _cause_of_death(process.popen.wait(), _last_words(process.stderr))
        os.close(process.stderr)
        now = time.monotonic()
        with self._lock:
            self._ready.clear()
            self._process = None
            job, begun = self._free(), self._begun
            if not self._ended_on_purpose:
                self._deaths.append(now)
            self._ended_on_purpose = False
            while self._deaths and self._deaths[0] < now - 60.0:
                self._deaths.popleft()
            tired = len(self._deaths) > self._restarts
            if job is not None and not begun and not job.done():
                self._requeue(job)
                job = None
        if unusable is None and tired:
            often = f"{len(self._deaths)} times in a minute"
            unusable = WorkerError(f"the worker process {cause}, {often}; the next request starts it again")
        if job is not None and not self._closed:
            died = WorkerError(f"the worker process {cause} during {job.operation}; it has been restarted")
            job.fail(unusable or died)
        return unusable

    def _free(self) -> Job | None:
        """The running job, which is none from now on. Under the lock."""
        job, self._running = self._running, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return job

    def _take_all(self) -> list[Job]:
        """Every job that has not ended, off the books. Under the lock."""
        running = self._free()
        left = [*self._pending.values(), *([running] if running else [])]
        self._pending.clear()
        return left


def _fail_all(failures: list[tuple[Job, KernelsError]]) -> None:
    """Ends jobs, outside the lock: their callbacks may call the worker again."""
    for job, error in failures:
        job.fail(error)


def _environment() -> dict[str, str]:
    """The process's environment: it finds the same `kernels` as this one, and keeps the cores for the kernels."""
    environment = dict(os.environ)
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    root = str(Path(__file__).resolve().parents[1])
    if root not in (*site.getsitepackages(), site.getusersitepackages()):
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH")]))
    return environment


def _last_words(stderr: int) -> str:
    """The last line that the process wrote to its standard error."""
    size = os.fstat(stderr).st_size
    tail = os.pread(stderr, STDERR_TAIL, max(0, size - STDERR_TAIL)).decode(errors="replace")
    lines = tail.split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _cause_of_death(code: int, last_words: str) -> str:
    """What happened, as the rest of a sentence."""
    if code == -signal.SIGKILL:
        return "was killed (often because memory ran out)"
    if code < 0:
        said = f": {last_words}" if last_words else ""
        return f"crashed ({signal.Signals(-code).name}{said})"
    return f"ended (exit code {code}{': ' + last_words if last_words else ''})"
