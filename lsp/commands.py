"""What an editor can have done with a model: `workspace/executeCommand`, answered with numbers and one line of text.

Each command has one argument, `{"uri": ..., "preset": ...}`; `ode.generate` takes a `target` (brian2) as well. The
line is shown as a message too, and a program as a file, for editors that throw answers away; `show: false` says that
the editor shows the program itself. What cannot be done is the request's error.
"""

from __future__ import annotations

import shlex
from typing import Any
from urllib.parse import unquote, urlsplit

from lsprotocol import types

from kernels.errors import KernelsError
from lsp.command_requests import asked, done, failed, model_of, say
from lsp.expectations import announce, summary, verdicts_of
from lsp.server import Server
from lsp.shown_files import show_file
from lsp.workers import folder_of

RUN, FI, PHASE, VERIFY = "ode.run", "ode.fi", "ode.phase", "ode.verify"
GENERATE, STUDIO = "ode.generate", "ode.studio"
_STUDIES = {RUN: "run", FI: "fi", PHASE: "phase"}


def register(server: Server) -> None:
    """All commands."""
    for command, operation in _STUDIES.items():
        _study(server, command, operation)

    @server.offer(VERIFY)
    async def verify(params: types.ExecuteCommandParams) -> dict[str, Any]:
        _, document = asked(server, params)
        if not model_of(document).expects:
            raise failed("the text has no `expect` line")
        text = document.text
        known = server.findings.verdicts(document)
        try:
            found = known if known is not None else await verdicts_of(server, document.uri, text)
        except KernelsError as error:
            raise failed(str(error)) from None
        announce(server, document, text, found)
        line = f"expect: {summary(found)}"
        say(server, document, line, all(one.holds for one in found))
        return {"summary": line, "verdicts": [one._asdict() for one in found]}

    @server.offer(GENERATE)
    async def generate(params: types.ExecuteCommandParams) -> Any:
        arguments, document = asked(server, params)
        model_of(document)
        target = arguments.more.get("target", "brian2")
        found = await done(server, params, arguments, document, "generate", {"target": target})
        await show_file(server, document, arguments, found["fileName"], found["text"])
        return found

    @server.offer(STUDIO)
    async def studio(params: types.ExecuteCommandParams) -> dict[str, str]:
        arguments, document = asked(server, params)
        if folder_of(document.uri) is None:
            raise failed("the studio opens files: save this text first")
        path = unquote(urlsplit(document.uri).path)
        command = f"sctui open {shlex.quote(path)}"
        say(server, document, command)
        return {"summary": command, "command": command}


def _study(server: Server, command: str, operation: str) -> None:
    @server.offer(command)
    async def study(params: types.ExecuteCommandParams) -> Any:
        arguments, document = asked(server, params)
        model_of(document)
        found = await done(server, params, arguments, document, operation, {})
        under = f"{arguments.preset}: " if arguments.preset else ""
        say(server, document, f"{under}{found['summary']}")
        return found
