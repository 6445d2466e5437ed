"""What each word is, for its colour: of a document, of a part of it, and what has changed since the last time."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from kernels.language.editing.highlight import KINDS, highlight_line
from kernels.language.syntax.lines import physical_lines
from lsp.documents import Document
from lsp.server import Server

# Each kind of word and what themes have a colour for
TOKENS = {
    "state": "variable",
    "parameter": "parameter",
    "input": "property",
    "sub-expression": "class",
    "function": "function",
    "constant": "enumMember",
    "unit": "type",
    "number": "number",
    "word": "keyword",
    "directive": "macro",
    "text": "string",
    "comment": "comment",
}
_LEGEND = list(dict.fromkeys(TOKENS.values()))
_INDEX = {kind: _LEGEND.index(TOKENS[kind]) for kind in KINDS}


def register(server: Server) -> None:
    """The three requests, under one set of options."""
    options = types.SemanticTokensLegend(token_types=_LEGEND, token_modifiers=[])

    @server.on(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, options)
    async def full(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        await asyncio.sleep(0)
        document = server.document(params.text_document.uri)
        return None if document is None else _kept(document)

    @server.on(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, options)
    async def delta(
        params: types.SemanticTokensDeltaParams,
    ) -> types.SemanticTokens | types.SemanticTokensDelta | None:
        await asyncio.sleep(0)
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        before = document.tokens
        now = _kept(document)
        if before is None or before[0] != params.previous_result_id:
            return now
        return types.SemanticTokensDelta(result_id=now.result_id, edits=_changes(before[1], list(now.data)))

    @server.on(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, options)
    def part(params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        first, last = params.range.start.line, params.range.end.line
        return types.SemanticTokens(data=tokens(document, first, last))


def _kept(document: Document) -> types.SemanticTokens:
    data = tokens(document)
    document.tokens = (str(document.revision), data)
    return types.SemanticTokens(result_id=str(document.revision), data=data)


def tokens(document: Document, first: int = 0, last: int | None = None) -> list[int]:
    """Five numbers a word of lines first to last: line and column from the word before, length, kind, no modifiers."""
    if not document.analysis.document.statements:
        return []  # a text that is not analysed is in no language of ours
    names = {info.name: info.kind for info in document.analysis.names.values()}
    length = document.positions.length
    data: list[int] = []
    line_before = column_before = 0
    text = document.text
    for at, (start, end) in enumerate(physical_lines(text)):
        if at < first or (last is not None and at > last):
            continue
        line = text[start:end]
        for piece in highlight_line(line, names):
            column = length(start, start + piece.start)
            width = length(start + piece.start, start + piece.end)
            data += (
                at - line_before,
                column - column_before if at == line_before else column,
                width,
                _INDEX[piece.kind],
                0,
            )
            line_before, column_before = at, column
    return data


def _changes(before: list[int], now: list[int]) -> list[types.SemanticTokensEdit]:
    """The one edit between the parts at both ends that agree."""
    if before == now:
        return []
    head = 0
    shorter = min(len(before), len(now))
    while head < shorter and before[head] == now[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == now[-1 - tail]:
        tail += 1
    return [
        types.SemanticTokensEdit(
            start=head, delete_count=len(before) - tail - head, data=now[head : len(now) - tail] or None
        )
    ]
