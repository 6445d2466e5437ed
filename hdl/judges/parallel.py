"""Several runs of tools at a time: a thread waits for each process, and stopping stops them all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

from kernels.analysis.options import Progress, Question
from kernels.errors import Cancelled

Given = TypeVar("Given")
Found = TypeVar("Found")
POLL = 0.05  # seconds between questions whether to stop


def side_by_side(
    work: Callable[[Given, Question], Found],
    given: Sequence[Given],
    progress: Progress | None = None,
    cancelled: Question | None = None,
    workers: int = 0,
) -> list[Found]:
    """`work(one, stop)` for all of `given`, as many at a time as there are processors; the results in their order.

    `work` has to end soon once `stop()` is True. The first error stops the others and is raised when they have ended;
    so does a request to cancel. `progress` and `cancelled` are called in this thread alone.
    """
    stop = Event()
    with ThreadPoolExecutor(max_workers=min(len(given), workers or os.cpu_count() or 1) or 1) as pool:
        running: list[Future[Found]] = [pool.submit(work, one, stop.is_set) for one in given]
        try:
            _follow(running, progress, cancelled)
        finally:
            stop.set()
            for future in running:
                future.cancel()
            wait(running, return_when=FIRST_EXCEPTION)
    return [future.result() for future in running]


def _follow(running: Sequence[Future[Found]], progress: Progress | None, cancelled: Question | None) -> None:
    pending, told = set(running), 0
    while pending:
        done, pending = wait(pending, timeout=POLL, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()  # raises its error
        told += len(done)
        if done and progress is not None:
            progress(told / len(running))
        if cancelled is not None and cancelled():
            raise Cancelled
