"""Renaming, checked: a refusal is a message for the user."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from kernels.language.editing.rename import Refusal, renamable, rename
from lsp.edits import workspace_edit
from lsp.server import Server

REQUEST_FAILED = -32803


def register(server: Server) -> None:
    """Both steps: what is renamed, and the edits."""

    @server.on(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        one = renamable(document.analysis, document.positions.offset(params.position))
        if isinstance(one, Refusal):
            return None  # the editor says that this cannot be renamed
        return types.PrepareRenamePlaceholder(range=document.positions.range(one.start, one.end), placeholder=one.name)

    @server.on(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def edit(params: types.RenameParams) -> types.WorkspaceEdit | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        edits = rename(document.analysis, document.positions.offset(params.position), params.new_name.strip())
        if isinstance(edits, Refusal):
            raise JsonRpcException(edits.message, REQUEST_FAILED)
        return workspace_edit(server, document, edits)
