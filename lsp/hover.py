"""What the word under the pointer is, in Markdown or plain text."""

from __future__ import annotations

from lsprotocol import types

from kernels.language.editing.hover import Hover, hover
from kernels.language.editing.references import references
from lsp.documents import Document
from lsp.equations import markdown_equation
from lsp.markdown import escaped
from lsp.server import Server
from lsp.steady_values import steady_line


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
        if plain:
            lines = _plain(found)
        else:
            lines = _markdown(found, markdown_equation(found, document.text, server.settings.hover_equations))
        steady = server.findings.steady(document)
        if steady is not None and found.kind == "state":
            said = steady_line(steady, found.name, found.unit)
            lines += [said if plain else escaped(said)] if said else []
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


def _markdown(found: Hover, equation: str) -> list[str]:
    unit = f" · {escaped(found.unit)}" if found.unit else ""
    lines = [f"**{escaped(found.name)}** · {found.kind}{unit}"]
    lines += [escaped(found.doc)] if found.doc else []
    lines += [equation] if equation else []
    return [*lines, *(escaped(fact) for fact in found.facts)]
