"""The worker processes of the server: one for previews, so that none waits for a long study, and one for studies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pygls.exceptions import JsonRpcException

from kernels.errors import Cancelled

if TYPE_CHECKING:
    from kernels.worker import Worker
    from kernels.worker_job import Progress

PREVIEWS, STUDIES = "previews", "studies"
OPERATIONS = "lsp.worker_operations"
SERVER_CANCELLED, REQUEST_FAILED = -32802, -32803  # the protocol's own numbers


class Superseded(JsonRpcException):
    """A newer request took the place of this one."""

    CODE = SERVER_CANCELLED
    MESSAGE = "a newer request took its place"


class Workers:
    """The processes, each started with its first request or by `warm`."""

    def __init__(self) -> None:
        self._workers: dict[str, Worker] = {}
        self._closed = False

    def warm(self, which: str) -> None:
        """Start a process ahead of need."""
        if not self._closed:
            self._worker(which).start()

    def process_id(self, which: str) -> int | None:
        """The process's number, None while there is none."""
        return self._workers[which].pid if which in self._workers else None

    async def ask(
        self,
        which: str,
        channel: str,
        operation: str,
        request: Mapping[str, Any],
        on_progress: Callable[[float], None] | None = None,
    ) -> Mapping[str, Any]:
        """The values of a result; the channel's latest request wins, and a cancelled task stops its work.

        Raises Superseded, and what the operation raises.
        """
        if self._closed:
            raise Superseded("the server is shutting down")
        loop = asyncio.get_running_loop()
        over = False

        # Neither function holds the job: a circle through its result would keep that until the collector comes by.
        def hand_on(fraction: float) -> None:
            if on_progress is not None and not over:
                on_progress(fraction)

        def from_its_thread(event: Progress) -> None:
            loop.call_soon_threadsafe(hand_on, event.fraction)

        job = self._worker(which).submit(
            channel, operation, request, on_progress=None if on_progress is None else from_its_thread
        )
        try:
            return (await job.result()).values
        except Cancelled:
            raise Superseded from None
        finally:
            over = True

    def close(self) -> None:
        """End the processes."""
        self._closed = True
        for worker in self._workers.values():
            worker.close()

    def _worker(self, which: str) -> Worker:
        if which not in self._workers:
            from kernels.worker import Worker  # the server's start is waited for, its first preview less

            self._workers[which] = Worker(OPERATIONS)
        return self._workers[which]


def folder_of(uri: str) -> str | None:
    """The folder of a document, in which its stimulus files are looked for; None where it is no file."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    return unquote(parts.path).rpartition("/")[0] or "/"
