"""The line to the worker processes: one that is quick to answer, one for long work. Nothing is computed here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from kernels.errors import Cancelled, KernelsError
from kernels.worker import Worker
from kernels.worker_job import Job, Progress, Result

OPERATIONS = "sctui.studio.worker_operations"
QUICK, LONG = "quick", "long"


class Desk:
    """Two worker processes, started at their first request, and the jobs that are on their way, by channel.

    A channel is one place on the screen; a newer request of it takes the place of the older. `workers` (by QUICK and
    LONG) may be given: then they are their owner's to close. `on_failure` hears of an error in a callback; an answer
    that comes when nobody is `listening` any more is let go.
    """

    def __init__(self, workers: dict[str, Worker] | None = None) -> None:
        self._owned = workers is None
        self._workers: dict[str, Worker] = {} if workers is None else workers
        self._jobs: dict[str, Job] = {}
        self._long: set[str] = set()  # channels whose newest job is a long one
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.on_failure: Callable[[Exception], None] | None = None
        self.listening: Callable[[], bool] = lambda: True

    def start(self) -> None:
        """Starts the quick worker ahead of the first request."""
        self._worker(QUICK).start()

    def ask(
        self,
        channel: str,
        operation: str,
        request: Mapping[str, Any],
        *,
        long: bool = False,
        on_result: Callable[[Result], None],
        on_error: Callable[[KernelsError], None],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Job:
        """Sends a request; the answer comes to the callbacks in the application's own thread, unless it is stale."""
        job = self._worker(LONG if long else QUICK).submit(channel, operation, request)
        self._jobs[channel] = job
        (self._long.add if long else self._long.discard)(channel)
        task = asyncio.get_running_loop().create_task(self._follow(job, on_result, on_error, on_progress))
        self._tasks.add(task)
        task.add_done_callback(self._followed)
        return job

    def cancel(self, channel: str) -> None:
        """Cancels what a channel waits for."""
        job = self._jobs.get(channel)
        if job is not None and not job.done():
            job.cancel()

    def leave(self, channel: str) -> None:
        """Cancels what a channel, and those that begin with it and a point, wait for; whatever comes is let go."""
        for own in [one for one in self._jobs if one == channel or one.startswith(f"{channel}.")]:
            self.cancel(own)
            del self._jobs[own]

    def cancel_all(self) -> bool:
        """Cancels all that is under way; whether there was anything."""
        under_way = self.under_way()
        for job in under_way:
            job.cancel()
        return bool(under_way)

    def under_way(self) -> list[Job]:
        """The jobs that have not ended."""
        return [job for job in self._jobs.values() if not job.done()]

    def answering(self) -> bool:
        """Whether an answer that comes at once is still on its way."""
        return any(channel not in self._long and not job.done() for channel, job in self._jobs.items())

    def close(self) -> None:
        """Ends the worker processes, or with those of somebody else what they do for this desk."""
        self._closed = True
        if not self._owned:
            self.cancel_all()
            return
        for worker in self._workers.values():
            worker.close()

    def _worker(self, which: str) -> Worker:
        if which not in self._workers:
            self._workers[which] = Worker(OPERATIONS)
        return self._workers[which]

    def _stale(self, job: Job) -> bool:
        return self._closed or self._jobs.get(job.channel) is not job or not self.listening()

    def _followed(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception) and self.on_failure is not None:
            self.on_failure(error)

    async def _follow(
        self,
        job: Job,
        on_result: Callable[[Result], None],
        on_error: Callable[[KernelsError], None],
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        try:
            async for event in job.events():
                if self._stale(job):
                    return
                if isinstance(event, Result):
                    on_result(event)
                elif on_progress is not None:
                    on_progress(event)
        except Cancelled as cancelled:
            if not self._stale(job):
                on_error(cancelled)
        except KernelsError as error:
            if not self._stale(job):
                on_error(error)
