"""Where a name is defined and where else it stands: definition, references, highlights, and linked editing."""

from __future__ import annotations

from lsprotocol import types

from kernels.language.editing.occurrences import Occurrence
from kernels.language.editing.references import definition, references
from kernels.language.editing.rename import Refusal, renamable
from lsp.documents import Document
from lsp.server import Server


def register(server: Server) -> None:
    """The features that only look."""

    @server.on(types.TEXT_DOCUMENT_DEFINITION)
    def define(params: types.DefinitionParams) -> types.Location | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        span = definition(document.analysis, document.positions.offset(params.position))
        return None if span is None else types.Location(uri=document.uri, range=document.positions.range(*span))

    @server.on(types.TEXT_DOCUMENT_REFERENCES)
    def refer(params: types.ReferenceParams) -> list[types.Location] | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        at = document.positions.offset(params.position)
        defined = None if params.context.include_declaration else definition(document.analysis, at)
        return [
            types.Location(uri=document.uri, range=document.positions.range(one.start, one.end))
            for one in _found(document, params.position)
            if defined is None or one.start != defined.start
        ]

    @server.on(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlight(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        return [
            types.DocumentHighlight(
                range=document.positions.range(one.start, one.end),
                kind=types.DocumentHighlightKind.Write if one.writes else types.DocumentHighlightKind.Read,
            )
            for one in _found(document, params.position)
        ]

    @server.on(types.TEXT_DOCUMENT_LINKED_EDITING_RANGE)
    def link(params: types.LinkedEditingRangeParams) -> types.LinkedEditingRanges | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        one = renamable(document.analysis, document.positions.offset(params.position))
        if isinstance(one, Refusal):
            return None
        ranges = [document.positions.range(other.start, other.end) for other in _found(document, params.position)]
        return types.LinkedEditingRanges(ranges=ranges, word_pattern="[A-Za-z_][A-Za-z0-9_]*")


def _found(document: Document, position: types.Position) -> list[Occurrence]:
    return references(document.analysis, document.positions.offset(position))
