"""What an editor can have done with a model: `workspace/executeCommand`, answered with numbers and one line of text.

Each command has one argument, `{"uri": ..., "preset": ...}`; `ode.generate` takes a `target` (brian2) as well. The
line is shown as a message too, for editors that throw answers away. What cannot be done is the request's error.
"""

from __future__ import annotations

import shlex
from typing import Any
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from kernels.errors import KernelsError
from lsp.documents import Document
from lsp.expectations import announce, summary, verdicts_of
from lsp.own_requests import CommandArguments, command_arguments
from lsp.server import Server
from lsp.work_progress import WorkProgress
from lsp.workers import REQUEST_FAILED, STUDIES, folder_of

RUN, FI, PHASE, VERIFY = "ode.run", "ode.fi", "ode.phase", "ode.verify"
GENERATE, STUDIO, VERILOG = "ode.generate", "ode.studio", "ode.verilog"
_STUDIES = {RUN: "run", FI: "fi", PHASE: "phase"}
_LONGEST = 300  # characters of a message


def register(server: Server) -> None:
    """All commands."""
    for command, operation in _STUDIES.items():
        _study(server, command, operation)

    @server.offer(VERIFY)
    async def verify(params: types.ExecuteCommandParams) -> dict[str, Any]:
        _, document = _asked(server, params)
        if not _model(document).expects:
            raise _failed("the text has no `expect` line")
        text = document.text
        known = server.findings.verdicts(document)
        try:
            found = known if known is not None else await verdicts_of(server, document.uri, text)
        except KernelsError as error:
            raise _failed(str(error)) from None
        announce(server, document, text, found)
        line = f"expect: {summary(found)}"
        _say(server, document, line, all(one.holds for one in found))
        return {"summary": line, "verdicts": [one._asdict() for one in found]}

    @server.offer(GENERATE)
    async def generate(params: types.ExecuteCommandParams) -> Any:
        arguments, document = _asked(server, params)
        _model(document)
        target = arguments.more.get("target", "brian2")
        return await _done(server, params, arguments, document, "generate", {"target": target})

    @server.offer(STUDIO)
    async def studio(params: types.ExecuteCommandParams) -> dict[str, str]:
        arguments, document = _asked(server, params)
        if folder_of(document.uri) is None:
            raise _failed("the studio opens files: save this text first")
        path = unquote(urlsplit(document.uri).path)
        command = f"sctui open {shlex.quote(path)}"
        _say(server, document, command)
        return {"summary": command, "command": command}

    @server.offer(VERILOG)
    async def verilog(params: types.ExecuteCommandParams) -> None:
        _asked(server, params)
        raise _failed("this version of the server does not compile to Verilog")


def _study(server: Server, command: str, operation: str) -> None:
    @server.offer(command)
    async def study(params: types.ExecuteCommandParams) -> Any:
        arguments, document = _asked(server, params)
        _model(document)
        found = await _done(server, params, arguments, document, operation, {})
        under = f"{arguments.preset}: " if arguments.preset else ""
        _say(server, document, f"{under}{found['summary']}")
        return found


async def _done(
    server: Server, params: types.ExecuteCommandParams, arguments: CommandArguments, document: Document, operation: str,
    more: dict[str, Any],
) -> Any:  # fmt: skip
    """The worker's answer. A newer command of the same kind on the same document takes its place."""
    request = {"source": document.text, "preset": arguments.preset, "folder": folder_of(document.uri), **more}
    channel = f"{operation} {document.uri}"
    try:
        with WorkProgress(server, params.work_done_token, operation) as report:
            return dict(await server.workers.ask(STUDIES, channel, operation, request, report))
    except KernelsError as error:
        raise _failed(str(error)) from None


def _asked(server: Server, params: types.ExecuteCommandParams) -> tuple[CommandArguments, Document]:
    """What a command is about."""
    arguments = command_arguments(params.arguments)
    document = server.document(arguments.uri)
    if document is None:
        raise _failed("the document is not open")
    return arguments, document


def _model(document: Document) -> Any:
    """The model of a document's text, which has to be one."""
    analysis = document.analysis
    if analysis.model is None:
        first = next(one for one in analysis.diagnostics if one.severity == "error")
        line = document.positions.position(first.start).line + 1
        raise _failed(f"line {line}: {first.message}")
    return analysis.model


def _failed(message: str) -> JsonRpcException:
    return JsonRpcException(message, REQUEST_FAILED)


def _say(server: Server, document: Document, line: str, well: bool = True) -> None:
    kind = types.MessageType.Info if well else types.MessageType.Warning
    message = f"{document.name}: {line}"[:_LONGEST]
    server.window_show_message(types.ShowMessageParams(type=kind, message=message))
