"""Lines that can be acted upon: run, run with a preset, check what is expected.

Its command is the editor's own where the editor names it in the initialization options (`{"commands": ["sctui.run"]}`),
else the server's.
"""

from __future__ import annotations

import asyncio

from lsprotocol import types

from kernels.language.editing.lenses import Lens, lenses
from lsp import commands
from lsp.documents import Document
from lsp.expectations import summary
from lsp.server import Server

COMMANDS = {"run": ("sctui.run", commands.RUN), "verify": ("sctui.verify", commands.VERIFY)}


def register(server: Server) -> None:
    """The lenses of a document that has no errors."""

    @server.on(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def show(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        await asyncio.sleep(0)
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        return [
            types.CodeLens(
                range=document.positions.range(one.span.start, one.span.start),
                command=types.Command(
                    title=_title(server, document, one),
                    command=_command(server, one),
                    arguments=[{"uri": document.uri, "preset": one.preset}],
                ),
            )
            for one in lenses(document.analysis)
        ]


def _command(server: Server, one: Lens) -> str:
    of_the_editor, of_the_server = COMMANDS[one.action]
    return of_the_editor if of_the_editor in server.client_commands else of_the_server


def _title(server: Server, document: Document, one: Lens) -> str:
    if one.action == "verify":
        verdicts = server.findings.verdicts(document)
        if verdicts is not None:
            return f"expect: {summary(verdicts)}"
        return f"check {one.claims} expectation{'' if one.claims == 1 else 's'}"
    return "run" if one.preset is None else f"run {one.preset}"
