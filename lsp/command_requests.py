"""What all commands do: look at what they are asked, have the worker do it, and say what came of it."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from kernels.errors import KernelsError
from lsp.documents import Document
from lsp.own_requests import CommandArguments, command_arguments
from lsp.server import Server
from lsp.work_progress import WorkProgress
from lsp.workers import REQUEST_FAILED, STUDIES, folder_of

_LONGEST = 300  # characters of a message


async def done(
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
        raise failed(str(error)) from None


def asked(server: Server, params: types.ExecuteCommandParams) -> tuple[CommandArguments, Document]:
    """What a command is about."""
    arguments = command_arguments(params.arguments)
    document = server.document(arguments.uri)
    if document is None:
        raise failed("the document is not open")
    return arguments, document


def model_of(document: Document) -> Any:
    """The model of a document's text, which has to be one."""
    analysis = document.analysis
    if analysis.model is None:
        first = next(one for one in analysis.diagnostics if one.severity == "error")
        line = document.positions.position(first.start).line + 1
        raise failed(f"line {line}: {first.message}")
    return analysis.model


def failed(message: str) -> JsonRpcException:
    """What cannot be done, as the request's error."""
    return JsonRpcException(message, REQUEST_FAILED)


def say(server: Server, document: Document, line: str, well: bool = True) -> None:
    """Show a line about a document as a message."""
    kind = types.MessageType.Info if well else types.MessageType.Warning
    message = f"{document.name}: {line}"[:_LONGEST]
    server.window_show_message(types.ShowMessageParams(type=kind, message=message))
