"""Lines that can be acted upon: run, run with a preset, check what is expected.

A lens is shown only where somebody carries out its command: the server, or the editor, which names its commands in the
initialization options (`{"commands": ["sctui.run"]}`).
"""

from __future__ import annotations

import asyncio

from lsprotocol import types

from kernels.language.lenses import Lens, lenses
from lsp.server import Server

COMMANDS = {"run": "sctui.run", "verify": "sctui.verify"}


def register(server: Server) -> None:
    """The lenses of a document that has no errors."""

    @server.on(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def show(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        await asyncio.sleep(0)
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        known = server.client_commands | set(server.protocol.fm.commands)
        return [
            types.CodeLens(
                range=document.positions.range(one.span.start, one.span.start),
                command=types.Command(
                    title=_title(one),
                    command=COMMANDS[one.action],
                    arguments=[{"uri": document.uri, "preset": one.preset}],
                ),
            )
            for one in lenses(document.analysis)
            if COMMANDS[one.action] in known
        ]


def _title(one: Lens) -> str:
    if one.action == "verify":
        return f"check {one.claims} expectation{'' if one.claims == 1 else 's'}"
    return "run" if one.preset is None else f"run {one.preset}"
