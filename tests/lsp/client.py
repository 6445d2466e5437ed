"""A client for tests: speaks to a server process in JSON-RPC and holds every message against the protocol's types."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import converters, types

ROOT = Path(__file__).parent.parent.parent
URI = "file:///somewhere/model.ode"
SECONDS = 60.0  # that an answer may take on a busy machine

PUSHING: dict[str, Any] = {  # as VS Code before it pulled
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"workspaceEdit": {"documentChanges": True}, "configuration": True,
                  "didChangeConfiguration": {"dynamicRegistration": True}},
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "rename": {"prepareSupport": True},
    },
}  # fmt: skip
PULLING: dict[str, Any] = {  # as editors that ask for problems, and ask again when they are told to
    "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
    "workspace": {"diagnostics": {"refreshSupport": True}},
    "textDocument": {
        "diagnostic": {"dynamicRegistration": False},
        "publishDiagnostics": {"versionSupport": True},
        "hover": {"contentFormat": ["plaintext"]},
        "rename": {"prepareSupport": True},
    },
}
_CONVERTER = converters.get_converter()


class ResponseError(Exception):
    """The server refused a request."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Client:
    """One connection. `settings` is what the client answers to `workspace/configuration`."""

    def __init__(self, process: asyncio.subprocess.Process, settings: Any = None) -> None:
        self.process = process
        self.settings = settings
        self.published: dict[str, dict[str, Any]] = {}  # the last diagnostics of each document
        self.publications = 0
        self.logged: list[str] = []
        self.asked: list[str] = []  # requests of the server
        self.edits: list[dict[str, Any]] = []  # that the server has asked for
        self.shown: list[str] = []  # messages for the user
        self.opened: list[str] = []  # documents that the server has asked to be shown
        self.progress: list[dict[str, Any]] = []
        self.capabilities: dict[str, Any] = {}
        self._waiting: dict[int | str, tuple[str, asyncio.Future[Any]]] = {}
        self._last = 0
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    # Messages

    def send(self, message: dict[str, Any]) -> None:
        """Any message."""
        self.raw(json.dumps({"jsonrpc": "2.0"} | message).encode())

    def raw(self, body: bytes) -> None:
        """Any bytes under the header of a message."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, parameters: Any) -> None:
        """A notification."""
        self.send({"method": method, "params": parameters})

    def begin(self, method: str, parameters: Any) -> tuple[int, asyncio.Future[Any]]:
        """A request: its id, and its answer to come."""
        self._last += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[self._last] = (method, answer)
        self.send({"id": self._last, "method": method, "params": parameters})
        return self._last, answer

    async def request(self, method: str, parameters: Any) -> Any:
        """A request's answer; ResponseError where it is refused."""
        return await asyncio.wait_for(self.begin(method, parameters)[1], SECONDS)

    async def news(self, true: Callable[[], Any]) -> None:
        """Wait until something that messages bring about is true."""
        async with asyncio.timeout(SECONDS):
            while not true():
                self._news.clear()
                await self._news.wait()

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while header := await self.process.stdout.readline():
            size = 0
            while header.strip():
                name, _, value = header.partition(b":")
                size = int(value) if name.lower() == b"content-length" else size
                header = await self.process.stdout.readline()
            self._take(json.loads(await self.process.stdout.readexactly(size)))
            self._news.set()
        for _, answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the server has ended"))
        self._news.set()

    def _take(self, message: dict[str, Any]) -> None:
        assert message["jsonrpc"] == "2.0"
        method = message.get("method")
        if method is None:
            asked, answer = self._waiting.pop(message["id"])
            if "error" in message:
                error = message["error"]
                answer.set_exception(ResponseError(error["code"], error["message"]))
            else:
                if asked in types.METHOD_TO_TYPES:
                    _CONVERTER.structure(message, types.METHOD_TO_TYPES[asked][1])  # the protocol's types
                answer.set_result(message["result"])
            return
        _CONVERTER.structure(message, types.METHOD_TO_TYPES[method][0])
        parameters = message.get("params")
        if "id" in message:
            self.asked.append(method)
            answers: Any = [self.settings] if method == "workspace/configuration" else None
            if method == "workspace/applyEdit":
                self.edits.append(parameters["edit"])
                answers = {"applied": True}
            if method == "window/showDocument":
                self.opened.append(parameters["uri"])
                answers = {"success": True}
            self.send({"id": message["id"], "result": answers})
        elif method == "window/showMessage":
            self.shown.append(parameters["message"])
        elif method == "$/progress":
            self.progress.append(parameters)
        elif method == "textDocument/publishDiagnostics":
            self.published[parameters["uri"]] = parameters
            self.publications += 1
        elif method == "window/logMessage":
            self.logged.append(parameters["message"])

    # What tests say often

    def open(self, text: str, uri: str = URI, version: int = 1) -> None:
        """Open a document."""
        item = {"uri": uri, "languageId": "ode", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, changes: list[dict[str, Any]], version: int, uri: str = URI) -> None:
        """Change a document."""
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": version}, "contentChanges": changes,
        })  # fmt: skip

    def close(self, uri: str = URI) -> None:
        """Close a document."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    async def at(self, method: str, line: int, character: int, uri: str = URI, **more: Any) -> Any:
        """A request about a place in a document."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return await self.request(f"textDocument/{method}", place | more)

    async def about(self, method: str, uri: str = URI, **more: Any) -> Any:
        """A request about a document."""
        return await self.request(f"textDocument/{method}", {"textDocument": {"uri": uri}} | more)

    async def problems(self, uri: str = URI) -> list[dict[str, Any]]:
        """The document's diagnostics, pulled."""
        report = await self.about("diagnostic", uri)
        items: list[dict[str, Any]] = report["items"]
        return items


async def start(
    capabilities: dict[str, Any],
    settings: Any = None,
    options: Any = None,
    process_id: int | None = None,
    folders: list[dict[str, str]] | None = None,
) -> Client:
    """A server process that is initialized."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "lsp", cwd=ROOT, limit=1 << 26,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    client = Client(process, settings)
    given = {
        "processId": process_id, "rootUri": None, "capabilities": capabilities, "initializationOptions": options,
        "workspaceFolders": folders,
    }  # fmt: skip
    client.capabilities = (await client.request("initialize", given))["capabilities"]
    client.notify("initialized", {})
    return client


async def stop(client: Client) -> tuple[int, str]:
    """End the server as the protocol wants; its exit status, and what it wrote to standard error."""
    if client.process.returncode is None:
        await client.request("shutdown", None)
        client.notify("exit", None)
    return await ended(client)


async def ended(client: Client) -> tuple[int, str]:
    """Wait for the server's end; its exit status, and what it wrote to standard error."""
    assert client.process.stderr is not None
    written = await asyncio.wait_for(client.process.stderr.read(), SECONDS)
    status = await asyncio.wait_for(client.process.wait(), SECONDS)
    await client._reading
    return status, written.decode()


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after edits whose lines are ASCII."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines) + 1)]
    spans = []
    for edit in edits:
        sides = edit["range"]["start"], edit["range"]["end"]
        start, end = (starts[side["line"]] + side["character"] for side in sides)
        spans.append((start, end, edit["newText"]))
    for start, end, new_text in sorted(spans, reverse=True):
        text = text[:start] + new_text + text[end:]
    return text
