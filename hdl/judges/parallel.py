"""Several runs of tools at a time: a thread waits for each process, and stopping stops them all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Any, TypeVar

from kernels.analysis.options import Progress, Question
from kernels.errors import Cancelled

Given = TypeVar("Given")
Found = TypeVar("Found")
Known = Callable[[list[tuple[Given, Found]]], Mapping[str, Any]]
POLL = 0.05  # seconds between questions whether to stop
APART = 0.1  # seconds between two tellings: what passes them on may drop those that follow each other at once


def side_by_side(
    work: Callable[[Given, Question], Found],
    given: Sequence[Given],
    progress: Progress | None = None,
    cancelled: Question | None = None,
    workers: int = 0,
    known: Known[Given, Found] | None = None,
) -> list[Found]:
    """`work(one, stop)` for all of `given`, as many at a time as there are processors; the results in their order.

    `work` has to end soon once `stop()` is True. The first error stops the others and is raised when they have ended;
    so does a request to cancel. `progress` and `cancelled` are called in this thread alone. `known` makes the values
    that `progress`, and Cancelled as its `partial`, are given of the results that are there, in the order of `given`.
    """
    stop = Event()
    with ThreadPoolExecutor(max_workers=min(len(given), workers or os.cpu_count() or 1) or 1) as pool:
        running: list[Future[Found]] = [pool.submit(work, one, stop.is_set) for one in given]
        try:
            _follow(given, running, progress, cancelled, known)
        finally:
            stop.set()
            for future in running:
                future.cancel()
            wait(running, return_when=FIRST_EXCEPTION)
    return [future.result() for future in running]


def _follow(
    given: Sequence[Given],
    running: Sequence[Future[Found]],
    progress: Progress | None,
    cancelled: Question | None,
    known: Known[Given, Found] | None,
) -> None:
    pending, told, told_at = set(running), 0, -APART

    def values() -> Mapping[str, Any] | None:
        done = [(one, job.result()) for one, job in zip(given, running, strict=True) if job not in pending]
        return known(done) if known is not None and done else None

    while pending:
        done, pending = wait(pending, timeout=POLL, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()  # raises its error
        finished, now = len(running) - len(pending), time.monotonic()
        if progress is not None and finished > told and (now - told_at >= APART or not pending):
            told, told_at = finished, now
            progress(finished / len(running), values())
        if cancelled is not None and cancelled():
            raise Cancelled(partial=values())
