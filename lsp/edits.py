"""Edits of a text as the protocol wants them."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from kernels.language.diagnostic import Edit
from lsp.documents import Document
from lsp.server import Server


def text_edits(document: Document, edits: Sequence[Edit]) -> list[types.TextEdit]:
    """The edits of a document, by position."""
    positions = document.positions
    return [
        types.TextEdit(range=positions.range(edit.start, edit.end), new_text=edit.new_text)
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end))
    ]


def workspace_edit(server: Server, document: Document, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    """The edits for the version of the document that they were made for, where the client understands versions."""
    made = text_edits(document, edits)
    workspace = server.client_capabilities.workspace
    understood = workspace.workspace_edit if workspace is not None else None
    if understood is None or not understood.document_changes:
        return types.WorkspaceEdit(changes={document.uri: made})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(text_document=identifier, edits=list(made))])
