"""The outline of a document, and names to be found in all open documents and in the library."""

from __future__ import annotations

from functools import cache

from lsprotocol import types

from kernels.language.editing.symbols import Symbol, symbols
from kernels.library import path_of
from kernels.library_index import index
from lsp.documents import Document
from lsp.server import Server

MOST_FOUND = 200
_KINDS = {
    "state": types.SymbolKind.Variable,
    "parameter": types.SymbolKind.Constant,
    "input": types.SymbolKind.Interface,
    "sub-expression": types.SymbolKind.Field,
    "function": types.SymbolKind.Function,
    "preset": types.SymbolKind.EnumMember,
    "event": types.SymbolKind.Event,
    "directive": types.SymbolKind.Property,
}


def register(server: Server) -> None:
    """Symbols of one document and of the workspace."""

    @server.on(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        document = server.document(params.text_document.uri)
        if document is None:
            return []
        found = symbols(document.analysis)
        text = server.client_capabilities.text_document
        hierarchical = text is not None and text.document_symbol is not None
        if hierarchical and text.document_symbol.hierarchical_document_symbol_support:  # type: ignore[union-attr]
            return [_nested(document, one) for one in found]
        return [_flat(document, one) for one in found]

    @server.on(types.WORKSPACE_SYMBOL)
    def everywhere(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        query = params.query.casefold()
        found = []
        for document in server.documents.values():
            for one in [] if document.dropped else symbols(document.analysis):
                if query in one.name.casefold():
                    location = types.Location(uri=document.uri, range=document.positions.range(*one.name_span))
                    found.append(types.WorkspaceSymbol(
                        name=one.name, kind=_KINDS[one.kind], location=location, container_name=document.name
                    ))  # fmt: skip
        return [*found, *(one for words, one in _library() if query in words)][:MOST_FOUND]


def _nested(document: Document, one: Symbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=one.name,
        detail=one.detail or None,
        kind=_KINDS[one.kind],
        range=document.positions.range(*one.span),
        selection_range=document.positions.range(*one.name_span),
    )


def _flat(document: Document, one: Symbol) -> types.SymbolInformation:
    location = types.Location(uri=document.uri, range=document.positions.range(*one.span))
    return types.SymbolInformation(name=one.name, kind=_KINDS[one.kind], location=location)


@cache
def _library() -> list[tuple[str, types.WorkspaceSymbol]]:
    """The models of the library with the words by which they are found."""
    start = types.Range(start=types.Position(line=0, character=0), end=types.Position(line=0, character=0))
    found = []
    for row in index():
        location = types.Location(uri=path_of(row.slug).as_uri(), range=start)
        words = f"{row.slug} {row.title} {row.category} {' '.join(row.tags)}".casefold()
        found.append((words, types.WorkspaceSymbol(
            name=row.slug, kind=types.SymbolKind.Module, location=location, container_name=row.title
        )))  # fmt: skip
    return found
