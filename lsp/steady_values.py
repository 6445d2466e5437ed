"""Where do the states of a text stand still? Looked into when it has been left alone for a while, for its hovers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsp.documents import Document
from lsp.server import Server
from lsp.when_idle import when_idle
from lsp.workers import STUDIES

SECONDS = 5.0  # that it may take
ZERO = 1e-12  # what the search for a point leaves of a state that is 0 there


def register(server: Server) -> None:
    """A look at each text that has been left alone, unless it was had before."""

    def wanted(document: Document) -> bool:
        asked = server.settings.hover_steady and document.analysis.model is not None
        return asked and server.findings.steady(document) is None

    async def look(document: Document, text: str) -> None:
        request = {"source": text, "seconds": SECONDS}
        found = await server.workers.ask(STUDIES, f"steady {document.uri}", "steady", request)
        if server.documents.get(document.uri) is document:
            server.findings.stands(document.uri, text, found)

    when_idle(server, wanted, look)


def steady_line(found: Mapping[str, Any], state: str, unit: str) -> str:
    """`steady state: -65 mV at rest; -59.57 mV at I = 10 uA/cm**2 (unstable)`, "" where there is none."""
    parts = []
    levels = ", ".join(
        f"{name} = {level:.4g} {found['units'].get(name, '')}".rstrip()
        for name, level in found["levels"].items() if level
    )  # fmt: skip
    for point, where in ((found["rest"], "at rest"), (found["driven"], f"at {levels}")):
        value = None if point is None else point["states"].get(state)
        if value is None:
            continue
        doubt = "above the threshold" if point["firing"] else "" if point["stable"] else "unstable"
        shown = f"{value if abs(value) > ZERO else 0:.4g} {unit}".rstrip()
        parts.append(f"{shown} {where}" + (f" ({doubt})" if doubt else ""))
    return f"steady state: {'; '.join(parts)}" if parts else ""
