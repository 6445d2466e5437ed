"""What can be written at the cursor; whole models in an empty document."""

from __future__ import annotations

from functools import cache

from lsprotocol import types

from kernels.language.editing.completion import Completion, completions
from kernels.library import path_of, read_text
from kernels.library_index import index
from lsp.documents import Document
from lsp.server import Server

TEMPLATES = ("lif", "izhikevich", "adex", "hodgkin_huxley", "fitzhugh_nagumo")
_KINDS = {
    "state": types.CompletionItemKind.Variable,
    "input": types.CompletionItemKind.Interface,
    "parameter": types.CompletionItemKind.Constant,
    "sub-expression": types.CompletionItemKind.Field,
    "function": types.CompletionItemKind.Function,
    "argument": types.CompletionItemKind.Property,
    "constant": types.CompletionItemKind.Constant,
    "unit": types.CompletionItemKind.Unit,
    "directive": types.CompletionItemKind.Keyword,
    "preset": types.CompletionItemKind.EnumMember,
    "protocol": types.CompletionItemKind.Function,
    "measure": types.CompletionItemKind.Function,
    "pattern": types.CompletionItemKind.Enum,
    "method": types.CompletionItemKind.Enum,
}
_OTHERWISE = types.CompletionItemKind.Keyword


def register(server: Server) -> None:
    """The list, and the line about one of its items when it is looked at."""
    options = types.CompletionOptions(trigger_characters=list("*:=(,#/["), resolve_provider=True)

    @server.on(types.TEXT_DOCUMENT_COMPLETION, options)
    def complete(params: types.CompletionParams) -> types.CompletionList | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        at = document.positions.offset(params.position)
        found = completions(document.text, at, document.analysis)
        items = [_item(document, at, one, rank) for rank, one in enumerate(found)]
        if not document.text.strip():
            items += [_template(slug, text) for slug, text in _templates()]
        return types.CompletionList(is_incomplete=False, items=items)

    @server.on(types.COMPLETION_ITEM_RESOLVE)
    def resolve(item: types.CompletionItem) -> types.CompletionItem:
        if isinstance(item.data, str) and item.data:
            item.documentation = item.data
        return item


def _item(document: Document, at: int, one: Completion, rank: int) -> types.CompletionItem:
    """One item. The part behind the cursor that it would replace is left where the editor could not take it."""
    positions = document.positions
    edit: types.TextEdit | types.InsertReplaceEdit = types.TextEdit(
        range=positions.range(one.start, max(one.end, at)), new_text=one.insert
    )
    return types.CompletionItem(
        label=one.label,
        kind=_KINDS.get(one.kind, _OTHERWISE),
        detail=one.detail or None,
        data=one.doc or None,
        sort_text=f"{rank:04d}",
        filter_text=one.label,
        text_edit=edit,
    )


def _template(slug: str, text: str) -> types.CompletionItem:
    title = next(row.title for row in index() if row.slug == slug)
    return types.CompletionItem(
        label=f"model {slug}",
        kind=types.CompletionItemKind.Snippet,
        detail=title,
        data="A whole model of the library to begin with.",
        sort_text=f"~{slug}",
        insert_text=text,
        insert_text_format=types.InsertTextFormat.PlainText,
    )


@cache
def _templates() -> list[tuple[str, str]]:
    return [(slug, read_text(path_of(slug))) for slug in TEMPLATES]
