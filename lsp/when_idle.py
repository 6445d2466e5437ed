"""Work that nobody has asked for: begun when a text has been left alone for a while, dropped when it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kernels.errors import KernelsError
from lsp.documents import Document
from lsp.server import Server
from lsp.workers import Superseded

IDLE = 1.0  # seconds


def when_idle(
    server: Server, wanted: Callable[[Document], bool], work: Callable[[Document, str], Awaitable[None]]
) -> None:
    """Have `work(document, text)` done of each text that has been left alone and is `wanted` when it has settled.

    Its KernelsError and Superseded are dropped: who asks for the same by a command is told.
    """
    waiting: dict[str, asyncio.TimerHandle] = {}
    working: dict[str, asyncio.Task[None]] = {}

    def stop(uri: str) -> None:
        if uri in waiting:
            waiting.pop(uri).cancel()
        if uri in working:
            working.pop(uri).cancel()

    def settled(document: Document) -> None:
        stop(document.uri)
        if wanted(document):
            waiting[document.uri] = asyncio.get_running_loop().call_later(IDLE, begin, document)

    def begin(document: Document) -> None:
        waiting.pop(document.uri, None)
        working[document.uri] = asyncio.create_task(do(document))

    async def do(document: Document) -> None:
        try:
            await work(document, document.text)
        except (KernelsError, Superseded):
            return
        finally:
            if working.get(document.uri) is asyncio.current_task():
                del working[document.uri]

    server.on_settled.append(settled)
    server.on_closed.append(stop)
