"""Fixes of problems, all of them at once, rewritings of the selection, and what else can be made of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from kernels.language.analysis import analyse
from kernels.language.diagnostic import Edit
from kernels.language.editing.fix_all import fix_all
from kernels.language.editing.refactorings import refactorings
from lsp.commands import GENERATE
from lsp.diagnostics import converted, problems_of
from lsp.documents import Document
from lsp.edits import workspace_edit
from lsp.hardware import VERILOG
from lsp.server import Server

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.sctui"
_KINDS = {
    "extract": types.CodeActionKind.RefactorExtract,
    "inline": types.CodeActionKind.RefactorInline,
    "rewrite": types.CodeActionKind.RefactorRewrite,
}


class _Conversion(NamedTuple):
    """The model in another form, in a document of its own: the editor's own command where it names it, the server's."""

    title: str
    kind: str
    of_the_editor: str
    of_the_server: str
    more: dict[str, str]


_CONVERSIONS = (
    _Conversion("Convert to Brian 2", "source.convert.brian2", "sctui.export", GENERATE, {"target": "brian2"}),
    _Conversion("Compile to Verilog", "source.convert.verilog", "sctui.verilog", VERILOG, {}),
)


def register(server: Server) -> None:
    """One request for all of them; what is asked for by kind alone is made alone."""
    options = types.CodeActionOptions(
        code_action_kinds=[
            types.CodeActionKind.QuickFix, *_KINDS.values(), FIX_ALL, *(one.kind for one in _CONVERSIONS),
        ]
    )  # fmt: skip

    @server.on(types.TEXT_DOCUMENT_CODE_ACTION, options)
    def act(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        span = document.positions.span(params.range)
        wanted = params.context.only
        # the editor's own lamp wants fixes alone: rewritings cost an analysis each
        invoked = params.context.trigger_kind != types.CodeActionTriggerKind.Automatic
        found: list[types.CodeAction] = []
        if _asked(types.CodeActionKind.QuickFix.value, wanted, True):
            found += _fixes(server, document, *span)
        for kind in _KINDS.values():
            if _asked(kind.value, wanted, invoked):
                found += _rewritings(server, document, *span, wanted)
                break
        if _asked(FIX_ALL, wanted, invoked and any(one.fixes for one in problems_of(server, document))):
            found += _all_fixes(server, document)
        if document.analysis.model is not None:
            found += [_conversion(server, document, one) for one in _CONVERSIONS if _asked(one.kind, wanted, invoked)]
        return found


def _asked(kind: str, wanted: object, otherwise: bool) -> bool:
    """Whether actions of a kind are asked for: by it, or by one that it belongs to."""
    if not isinstance(wanted, list | tuple):
        return otherwise
    words = [str(getattr(one, "value", one)) for one in wanted]
    return any(word == "" or kind == word or kind.startswith(f"{word}.") for word in words)


def _fixes(server: Server, document: Document, start: int, end: int) -> Iterator[types.CodeAction]:
    for problem in problems_of(server, document):
        if problem.start > end or problem.end < start:
            continue
        for at, fix in enumerate(problem.fixes):
            yield types.CodeAction(
                title=fix.title[:1].upper() + fix.title[1:],
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[converted(document, problem)],
                is_preferred=at == 0,
                edit=workspace_edit(server, document, fix.edits),
            )
        if problem.code == "ODE010":
            for one in refactorings(document.analysis, start, end):
                yield types.CodeAction(
                    title=one.title,
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[converted(document, problem)],
                    edit=workspace_edit(server, document, one.edits),
                )


def _rewritings(server: Server, document: Document, start: int, end: int, wanted: object) -> Iterator[types.CodeAction]:
    for one in refactorings(document.analysis, start, end):
        kind = _KINDS[one.kind]
        if _asked(kind.value, wanted, True):
            yield types.CodeAction(title=one.title, kind=kind, edit=workspace_edit(server, document, one.edits))


def _all_fixes(server: Server, document: Document) -> Iterator[types.CodeAction]:
    fixed, applied = fix_all(document.text, lambda text: analyse(text).diagnostics)
    if applied:
        edit = _difference(document.text, fixed)
        yield types.CodeAction(
            title=f"Fix everything that can be fixed unasked ({len(applied)})",
            kind=FIX_ALL,
            edit=workspace_edit(server, document, [edit]),
        )


def _conversion(server: Server, document: Document, one: _Conversion) -> types.CodeAction:
    command = one.of_the_editor if one.of_the_editor in server.client_commands else one.of_the_server
    arguments = [{"uri": document.uri, "preset": None, **one.more}]
    return types.CodeAction(
        title=one.title,
        kind=one.kind,
        command=types.Command(title=one.title, command=command, arguments=arguments),
    )


def _difference(old: str, new: str) -> Edit:
    """The edit between the ends of two texts that agree; never between CR and LF."""
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while head > 0 and (old[head - 1] == "\r" or new[head - 1] == "\r"):
        head -= 1
    while tail > 0 and old[len(old) - tail] == "\n":
        tail -= 1
    return Edit(head, len(old) - tail, new[head : len(new) - tail])
