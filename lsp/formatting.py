"""The standard form of a document, of a part of it, and of the line just written."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from kernels.language.editing.format_edits import format_edits
from kernels.language.syntax.tree import Span
from lsp.edits import text_edits
from lsp.server import Server


def register(server: Server) -> None:
    """The three features. The editor's own options (tabs, widths) do not count: there is one standard form."""

    @server.on(types.TEXT_DOCUMENT_FORMATTING)
    async def whole(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        await asyncio.sleep(0)
        document = server.document(params.text_document.uri)
        return None if document is None else text_edits(document, format_edits(document.text))

    @server.on(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    def part(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit] | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        within = Span(*document.positions.span(params.range))
        return text_edits(document, format_edits(document.text, within))

    @server.on(
        types.TEXT_DOCUMENT_ON_TYPE_FORMATTING, types.DocumentOnTypeFormattingOptions(first_trigger_character="\n")
    )
    def typed(params: types.DocumentOnTypeFormattingParams) -> list[types.TextEdit] | None:
        document = server.document(params.text_document.uri)
        line = params.position.line - 1
        if document is None or line < 0:
            return None
        start = document.positions.offset(types.Position(line=line, character=0))
        end = document.positions.offset(types.Position(line=line, character=2**31 - 1))
        edits = format_edits(document.text, Span(start, end))
        # the line itself and no other: the cursor stands on the next
        return text_edits(document, [edit for edit in edits if start <= edit.start and edit.end <= end])
