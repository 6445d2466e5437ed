"""Units and values that follow from the text, beside it."""

from __future__ import annotations

from lsprotocol import types

from kernels.language.editing.inlay import inlays
from kernels.language.syntax.tree import Span
from lsp.server import Server

_KINDS = {"unit": types.InlayHintKind.Type, "value": types.InlayHintKind.Parameter}


def register(server: Server) -> None:
    """The hints of the part that the editor shows, as the settings want them."""

    @server.on(types.TEXT_DOCUMENT_INLAY_HINT)
    def hint(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        wanted = {"unit": server.settings.inlay_units, "value": server.settings.inlay_values}
        return [
            types.InlayHint(
                position=document.positions.position(one.offset),
                label=one.label,
                kind=_KINDS[one.kind],
                tooltip=one.doc,
                padding_left=True,
            )
            for one in inlays(document.analysis, Span(*document.positions.span(params.range)))
            if wanted[one.kind]
        ]
