"""What the word under the pointer is, in Markdown or plain text."""

from __future__ import annotations

from lsprotocol import types

from kernels.language.hover import Hover, hover
from kernels.language.references import references
from lsp.documents import Document
from lsp.server import Server


def register(server: Server) -> None:
    """The form that the client names first of those it can show."""

    @server.on(types.TEXT_DOCUMENT_HOVER)
    def show(params: types.HoverParams) -> types.Hover | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        at = document.positions.offset(params.position)
        found = hover(document.text, at, document.analysis)
        if found is None:
            return None
        text = server.client_capabilities.text_document
        formats = text.hover.content_format if text is not None and text.hover is not None else None
        plain = not formats or formats[0] == types.MarkupKind.PlainText
        lines = _plain(found) if plain else _markdown(found)
        uses = len(references(document.analysis, at))
        if uses > 1:
            lines.append(f"{uses} places in this file")
        return types.Hover(
            contents=types.MarkupContent(
                kind=types.MarkupKind.PlainText if plain else types.MarkupKind.Markdown,
                value=("\n" if plain else "\n\n").join(lines),
            ),
            range=_range(document, found),
        )


def _range(document: Document, found: Hover) -> types.Range:
    return document.positions.range(found.start, found.end)


def _plain(found: Hover) -> list[str]:
    unit = f" ({found.unit})" if found.unit else ""
    lines = [f"{found.name}: {found.kind}{unit}"]
    lines += [found.doc] if found.doc else []
    lines += found.equation or ((found.definition,) if found.definition else ())
    return [*lines, *found.facts]


def _markdown(found: Hover) -> list[str]:
    unit = f" · {_escaped(found.unit)}" if found.unit else ""
    lines = [f"**{_escaped(found.name)}** · {found.kind}{unit}"]
    lines += [_escaped(found.doc)] if found.doc else []
    shown = "\n".join(found.equation) or found.definition
    lines += [f"```text\n{shown}\n```"] if shown else []
    return [*lines, *(_escaped(fact) for fact in found.facts)]


def _escaped(text: str) -> str:
    """Text without a meaning in Markdown or HTML."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-.!|$~&" else c for c in text)
