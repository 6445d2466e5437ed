"""Models as hardware: the command that compiles to Verilog, and what cannot become hardware as a problem of the text.

`ode.verilog` takes `format` and `architecture` beside what all commands take; without them the settings hold. A model
that is refused gets its reason as a problem where the construct stands, until the text changes; with the setting
`hardware.check` every text that has been left alone is looked at.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from lsp.command_requests import asked, done, failed, model_of, say
from lsp.documents import Document
from lsp.hardware_problems import hardware_problem
from lsp.server import Server
from lsp.shown_files import show_file
from lsp.when_idle import when_idle
from lsp.workers import STUDIES, folder_of

VERILOG = "ode.verilog"
SECONDS = 20.0  # that a look nobody asked for may take


def register(server: Server) -> None:
    """The command, and the look at texts that have been left alone."""

    @server.offer(VERILOG)
    async def verilog(params: types.ExecuteCommandParams) -> dict[str, Any]:
        arguments, document = asked(server, params)
        model_of(document)
        text = document.text
        more = {
            "format": _text(arguments.more.get("format"), server.settings.hardware_format),
            "architecture": _text(arguments.more.get("architecture"), server.settings.hardware_architecture),
        }
        found: dict[str, Any] = await done(server, params, arguments, document, "verilog", more)
        refused = found.pop("refused")
        if arguments.preset is None:
            _note(server, document, text, refused)
        if refused is not None:
            raise failed(f"this cannot become hardware: {refused['message']}")
        if arguments.more.get("show") is not False:
            say(server, document, found["summary"], not found["warnings"])
        await show_file(server, document, arguments, found["fileName"], found["text"])
        return found

    def wanted(document: Document) -> bool:
        return server.settings.hardware_check and document.analysis.model is not None

    async def look(document: Document, text: str) -> None:
        request = {
            "source": text, "folder": folder_of(document.uri), "format": server.settings.hardware_format,
            "seconds": SECONDS,
        }  # fmt: skip
        found = await server.workers.ask(STUDIES, f"hardware {document.uri}", "hardware", request)
        _note(server, document, text, found["refused"])

    when_idle(server, wanted, look)


def _note(server: Server, document: Document, text: str, refused: dict[str, str] | None) -> None:
    """Show or take back why the text cannot become hardware."""
    if server.documents.get(document.uri) is not document or document.text != text:
        return
    problem = None
    if refused is not None:
        problem = hardware_problem(document.analysis, refused["reason"], refused["message"], refused["advice"])
    if server.findings.refused(document.uri, text, problem):
        server.found(document.uri)


def _text(given: object, otherwise: str) -> str:
    """What a command asks for; a number of bits may come as a number."""
    return otherwise if given is None else str(given)
