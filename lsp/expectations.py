"""Does the model show what its `expect` lines say? Looked into when a text has been left alone for a while."""

from __future__ import annotations

from typing import Any

from lsp.documents import Document
from lsp.findings import Verdict
from lsp.server import Server
from lsp.when_idle import when_idle
from lsp.workers import STUDIES, folder_of

SECONDS = 20.0  # that a check nobody asked for may take


def register(server: Server) -> None:
    """A check of each text that has been left alone and has expectations, unless it was made before."""

    def wanted(document: Document) -> bool:
        model = document.analysis.model
        asked = server.settings.check_expectations and model is not None and bool(model.expects)
        return asked and server.findings.verdicts(document) is None

    async def check(document: Document, text: str) -> None:
        announce(server, document, text, await verdicts_of(server, document.uri, text, SECONDS))

    when_idle(server, wanted, check)
    server.on_closed.append(server.findings.forget)


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
