"""A job as the front-end sees it: wait for it, await it, follow its progress, cancel it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING, Any, NamedTuple

from kernels.errors import KernelsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)


class Progress(NamedTuple):
    """How much of a job is done, 0 to 1, and what is known so far."""

    job: int
    fraction: float
    values: Mapping[str, Any]


class Result(NamedTuple):
    """What a job gave: values as JSON has them, and arrays by name, read-only, in memory shared with nobody else."""

    job: int
    operation: str
    values: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


class Job:
    """One request on its way. Numbers rise with every job of a worker, so that a stale answer is known as such.

    `on_progress` and `on_done` (called with the job) run in the worker's thread, or in that of whoever ends the job
    by cancelling it or by a newer request: an interface hands them on with `loop.call_soon_threadsafe`.
    """

    def __init__(
        self,
        number: int,
        channel: str,
        operation: str,
        request: Mapping[str, Any],
        cancel: Callable[[Job], None],
        on_progress: Callable[[Progress], None] | None,
        on_done: Callable[[Job], None] | None,
    ) -> None:
        self.number = number
        self.channel = channel
        self.operation = operation
        self.request = request
        self._cancel = cancel
        self._future: Future[Result] = Future()
        self._future.set_running_or_notify_cancel()  # it ends by `finish` and `fail` alone
        self._lock = threading.Lock()
        self._listeners = [] if on_progress is None else [on_progress]
        if on_done is not None:
            self._future.add_done_callback(lambda _: on_done(self))

    def done(self) -> bool:
        """Whether it has a result or an error."""
        return self._future.done()

    def cancel(self) -> None:
        """Ends it with `Cancelled`, now; the worker process stops it within 10-20 ms if it has begun."""
        self._cancel(self)

    def wait(self, timeout: float | None = None) -> Result:
        """The result, as soon as it is there. Raises the job's error; TimeoutError after `timeout` seconds."""
        return self._future.result(timeout)

    async def result(self) -> Result:
        """The result for an asyncio task; if the task is cancelled, so is the job. Raises the job's error."""
        try:
            return await asyncio.wrap_future(self._future)
        except asyncio.CancelledError:
            self.cancel()
            raise

    async def events(self) -> AsyncIterator[Progress | Result]:
        """Every `Progress` from now on, then the `Result`. Raises the job's error; leaving it early cancels the job."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Progress | None] = asyncio.Queue()

        def hand_on(event: Progress | None) -> None:
            try:
                loop.call_soon_threadsafe(queue.put_nowait, event)
            except RuntimeError:
                logger.debug("job %d outlived its event loop", self.number)

        with self._lock:
            self._listeners.append(hand_on)
        self._future.add_done_callback(lambda _: hand_on(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            yield self._future.result()
        finally:
            with self._lock:
                self._listeners.remove(hand_on)
            if not self.done():
                self.cancel()

    def report(self, progress: Progress) -> None:
        """Tells the listeners, unless the job has ended. For the worker's thread."""
        if self.done():
            return
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                listener(progress)
            except Exception:  # a listener's mistake must not end the worker's thread
                logger.exception("a listener of job %d failed", self.number)

    def finish(self, result: Result) -> None:
        """Ends it with a result, unless it has ended."""
        try:
            self._future.set_result(result)
        except InvalidStateError:
            logger.debug("job %d was cancelled as it finished", self.number)

    def fail(self, error: KernelsError) -> None:
        """Ends it with an error, unless it has ended."""
        try:
            self._future.set_exception(error)
        except InvalidStateError:
            logger.debug("job %d was cancelled as it failed", self.number)
