"""The live preview: `sctui/preview` draws what the model of a text does, again and again while somebody types.

The shapes are those of `editors/vscode/src/preview.ts`. The latest request of a document wins; an older one ends with
the protocol's ServerCancelled. Where the text has errors or its run fails, the last good plot of the view is the
answer, `stale`, with the reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from kernels.errors import KernelsError
from kernels.language.analysis import Analysis
from lsp.documents import Document
from lsp.findings import run_problem
from lsp.own_requests import PreviewParams, preview_params
from lsp.positions import Positions
from lsp.server import Server
from lsp.work_progress import WorkProgress
from lsp.workers import PREVIEWS, folder_of

METHOD = "sctui/preview"
WITH_MORE = ("phase",)  # views of which a part takes longer: it is left out where `whole` is false
WARM_AFTER = 0.5  # seconds from the first document that has settled to the start of the process for previews

Picture = dict[str, Any]
_NO_PLOT: Picture = {
    "plots": [], "spikes": [], "spikeCount": 0, "summary": "", "title": "", "presets": [], "controls": []
}  # fmt: skip
_OF_THE_PLOT = ("plots", "spikes", "spikeCount", "summary")


def register(server: Server) -> None:
    """The request, and a process that is ready for it."""
    good: dict[str, dict[str, Picture]] = {}  # by document and view: the last that could be simulated
    warmed = False

    def warm(document: Document) -> None:
        nonlocal warmed
        wanted = server.settings.preview.get("warm") is not False
        if wanted and not warmed and document.analysis.model is not None:
            warmed = True
            asyncio.get_running_loop().call_later(WARM_AFTER, server.workers.warm, PREVIEWS)

    def forget(uri: str) -> None:
        good.pop(uri, None)

    server.on_settled.append(warm)
    server.on_closed.append(forget)

    @server.on(METHOD)
    async def preview(given: Any) -> Any:
        params = preview_params(given)
        document = server.document(params.uri)
        if document is None:
            return None
        version, revision, positions = document.version, document.revision, document.positions
        analysis = document.analysis
        kept = good.setdefault(params.uri, {})
        error: dict[str, Any] | None
        if analysis.model is None:
            picture, error = _text_problem(analysis, positions)
        else:
            picture, error = await _simulated(server, params, document.text, analysis, positions)
            if not params.overrides and params.preset is None and picture is not None and params.view != "fi":
                _note(server, params.uri, revision, analysis, picture.get("error"))
        stale = error is not None
        last = kept.get(params.view, _NO_PLOT)
        if picture is None:
            picture = last
        elif stale:
            picture |= {name: last[name] for name in _OF_THE_PLOT}
        elif params.uri in server.documents:
            kept[params.view] = picture
        more = params.view in WITH_MORE and not params.whole and not stale
        shown = picture | {"version": version, "view": params.view, "stale": stale, "error": error, "more": more}
        return SimpleNamespace(**shown)  # which is written as it is: going through 10,000 numbers takes 10 ms


async def _simulated(
    server: Server, params: PreviewParams, text: str, analysis: Analysis, positions: Positions
) -> tuple[Picture | None, dict[str, Any] | None]:
    """What the worker answers, and why it has no plot; no picture where there is no worker."""
    request = {
        "source": text, "preset": params.preset, "overrides": params.overrides, "view": params.view,
        "width": params.width, "whole": params.whole, "folder": folder_of(params.uri),
    }  # fmt: skip
    try:
        with WorkProgress(server, params.token, "preview") as report:
            found = await server.workers.ask(PREVIEWS, f"preview {params.uri}", "preview", request, report)
    except KernelsError as error:
        return None, {"message": str(error), "line": None}
    picture = dict(found)
    problem = picture["error"]
    if problem is None:
        return picture, None
    line = None
    if problem["state"] is not None:
        line = positions.position(run_problem(analysis, "", problem["state"]).start).line
    return picture, {"message": problem["message"], "line": line}


def _text_problem(analysis: Analysis, positions: Positions) -> tuple[None, dict[str, Any]]:
    """The first error of a text."""
    first = next(one for one in analysis.diagnostics if one.severity == "error")
    return None, {"message": first.message, "line": positions.position(first.start).line}


def _note(server: Server, uri: str, revision: int, analysis: Analysis, problem: Mapping[str, Any] | None) -> None:
    """A run of the text as it stands that leaves the finite numbers is a problem of the text, at the state's line."""
    found = None
    if problem is not None and problem["state"] is not None:
        found = run_problem(analysis, problem["message"], problem["state"])
    document = server.document(uri)
    if document is not None and document.revision == revision and server.findings.run_failed(uri, revision, found):
        server.found(uri)
