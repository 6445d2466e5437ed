"""`sctui/setParameter`: the number that a slider was left at goes into the text, as an edit of the editor's."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from kernels.language.editing.write_value import write_value
from lsp.documents import Document
from lsp.edits import workspace_edit
from lsp.own_requests import SetParameterParams, set_parameter_params
from lsp.server import Server

METHOD = "sctui/setParameter"


def register(server: Server) -> None:
    """The request; its answer says whether the editor has made the edit, and why not."""

    @server.on(METHOD)
    async def write(given: Any) -> dict[str, Any]:
        params = set_parameter_params(given)
        document = server.document(params.uri)
        refusal = _refusal(server, document, params)
        if document is None or refusal:
            return {"applied": False, "message": refusal}
        edits = write_value(document.analysis, params.name, params.value, params.preset)
        if not edits:
            return {"applied": False, "message": f"the text has no place where the value of {params.name} stands"}
        answer = await server.workspace_apply_edit_async(
            types.ApplyWorkspaceEditParams(
                label=f"{params.name} = {params.value:g}", edit=workspace_edit(server, document, edits)
            )
        )
        if answer is None or not answer.applied:
            why = getattr(answer, "failure_reason", None)
            return {"applied": False, "message": why or "the editor did not make the change"}
        return {"applied": True, "message": ""}


def _refusal(server: Server, document: Document | None, params: SetParameterParams) -> str:
    """Why the number cannot go into the text, empty where it can."""
    workspace = server.client_capabilities.workspace
    if document is None:
        return "the document is not open"
    if workspace is None or not workspace.apply_edit:
        return "this editor makes no changes on a server's request"
    if params.name not in document.analysis.names:
        return f"the text has no {params.name}"
    model = document.analysis.model
    if model is None:
        return ""
    ranges = {one.name: (one.low, one.high) for one in model.parameters}
    low, high = ranges.get(params.name, (None, None))
    if low is None or high is None or low <= params.value <= high:
        return ""
    return f"{params.value:g} is outside its range, [{low:g}, {high:g}]: change that first"
