"""Does the model show what its `expect` lines say? Looked into when a text has been left alone for a while."""

from __future__ import annotations

import asyncio
from typing import Any

from kernels.errors import KernelsError
from lsp.documents import Document
from lsp.findings import Verdict
from lsp.server import Server
from lsp.workers import STUDIES, Superseded, folder_of

IDLE = 1.0  # seconds
SECONDS = 20.0  # that a check nobody asked for may take


def register(server: Server) -> None:
    """A check of each text that has settled and has expectations, unless it was made before."""
    waiting: dict[str, asyncio.TimerHandle] = {}
    checking: dict[str, asyncio.Task[None]] = {}

    def stop(uri: str) -> None:
        if uri in waiting:
            waiting.pop(uri).cancel()
        if uri in checking:
            checking.pop(uri).cancel()

    def settled(document: Document) -> None:
        stop(document.uri)
        model = document.analysis.model
        if not server.settings.check_expectations or model is None or not model.expects:
            return
        if server.findings.verdicts(document) is None:
            waiting[document.uri] = asyncio.get_running_loop().call_later(IDLE, begin, document)

    def begin(document: Document) -> None:
        waiting.pop(document.uri, None)
        checking[document.uri] = asyncio.create_task(check(document, document.text))

    async def check(document: Document, text: str) -> None:
        try:
            found = await verdicts_of(server, document.uri, text, SECONDS)
        except (KernelsError, Superseded):
            return  # nobody has asked; who does is told why not
        finally:
            if checking.get(document.uri) is asyncio.current_task():
                del checking[document.uri]
        announce(server, document, text, found)

    def closed(uri: str) -> None:
        stop(uri)
        server.findings.forget(uri)

    server.on_settled.append(settled)
    server.on_closed.append(closed)


async def verdicts_of(server: Server, uri: str, text: str, seconds: float | None = None) -> tuple[Verdict, ...]:
    """What comes of the expectations of a text. Raises KernelsError where they cannot be checked, Superseded."""
    request: dict[str, Any] = {"source": text, "folder": folder_of(uri), "threads": 1}
    if seconds is not None:
        request["seconds"] = seconds
    found = await server.workers.ask(STUDIES, f"verify {uri}", "verify", request)
    return tuple(Verdict(**one) for one in found["verdicts"])


def announce(server: Server, document: Document, text: str, found: tuple[Verdict, ...]) -> None:
    """Show verdicts in the problems and in the lenses."""
    if server.documents.get(document.uri) is not document:
        return  # it has been closed
    server.findings.judged(document.uri, text, found)
    if text == document.text:
        server.found(document.uri)
        workspace = server.client_capabilities.workspace
        if workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
            server.workspace_code_lens_refresh(None)


def summary(verdicts: tuple[Verdict, ...]) -> str:
    """`3 of 3 hold`."""
    claims = [one for one in verdicts if one.start is not None]
    held = sum(one.holds for one in claims)
    return f"{held} of {len(claims)} hold{'s' if held == len(claims) == 1 else ''}"
