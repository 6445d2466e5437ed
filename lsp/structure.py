"""Folding, growing selections, and links: what follows from how a text is laid out."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from kernels.language.editing.folding import folds
from kernels.language.editing.links import links
from kernels.language.editing.selection import selections
from lsp.documents import Document
from lsp.server import Server

_KINDS = {"comment": types.FoldingRangeKind.Comment, "region": types.FoldingRangeKind.Region, "statement": None}


def register(server: Server) -> None:
    """The three features."""

    @server.on(types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def fold(params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
        await asyncio.sleep(0)
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        return [
            types.FoldingRange(start_line=one.first, end_line=one.last, kind=_KINDS[one.kind])
            for one in folds(document.text)
        ]

    @server.on(types.TEXT_DOCUMENT_SELECTION_RANGE)
    def select(params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        return [_chain(document, position) for position in params.positions]

    @server.on(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def link(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        return [
            types.DocumentLink(range=document.positions.range(one.start, one.end), target=one.address)
            for one in links(document.analysis.document)
        ]


def _chain(document: Document, position: types.Position) -> types.SelectionRange:
    """The ranges around a position, each the parent of the one before."""
    chain: types.SelectionRange | None = None
    for span in reversed(selections(document.analysis, document.positions.offset(position))):
        chain = types.SelectionRange(range=document.positions.range(*span), parent=chain)
    assert chain is not None  # the whole text is always one of them
    return chain
