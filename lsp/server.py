"""The language server: its documents, its settings, and when they are analysed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from lsp.documents import Document
from lsp.findings import Findings
from lsp.protocol import Protocol
from lsp.settings import Settings, read_settings
from lsp.version import version
from lsp.workers import Workers

NAME = "sctui-lsp"
LONGEST_LINE = 300  # characters of a line of the log


class Server(LanguageServer):
    """State of one connection. `pulls` is whether the client asks for diagnostics itself."""

    def __init__(self) -> None:
        super().__init__(NAME, version(), protocol_cls=Protocol, max_workers=4)
        self.protocol.server_info = types.ServerInfo(name=NAME, version=version())
        self.documents: dict[str, Document] = {}
        self.settings = Settings()
        self.begun = False
        self.status = 0  # of the process's exit: 1 where the client ends it without `shutdown`
        self.pulls = False
        self.encoding = "utf-16"
        self.client_commands: frozenset[str] = frozenset()
        self.on_settled: list[Callable[[Document], None]] = []  # a text has stayed as it is for the debounce time
        self.on_closed: list[Callable[[str], None]] = []
        self.when_begun: list[Callable[[int | None], None]] = []  # called with the client's process id
        self.workers = Workers()
        self.findings = Findings()
        self.on_found: list[Callable[[Document], None]] = []  # a simulation has found out something about a text
        self.failures = 0  # exceptions in handlers, none of which should be
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    # What features are made with

    def on(self, method: str, options: Any = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the handler of a method. An exception in it is a line in the client's log and an empty answer."""

        def register(handler: Callable[..., Any]) -> Callable[..., Any]:
            self.feature(method, options)(self._guarded(method, handler))
            return handler

        return register

    def offer(self, command: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the handler of a command; it gets the request's parameters."""

        def register(handler: Callable[..., Any]) -> Callable[..., Any]:
            self.command(command)(self._guarded(command, handler))
            return handler

        return register

    def found(self, uri: str) -> None:
        """Announce that `findings` has something new about a document."""
        document = self.document(uri)
        if document is not None:
            for call in self.on_found:
                call(document)

    def document(self, uri: str) -> Document | None:
        """An open document whose text is kept."""
        found = self.documents.get(uri)
        return None if found is None or found.dropped else found

    def log(self, message: str, severity: types.MessageType = types.MessageType.Warning) -> None:
        """One line in the client's log."""
        line = " ".join(message.split())[:LONGEST_LINE]
        self.window_log_message(types.LogMessageParams(type=severity, message=line))

    def _guarded(self, method: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        if asyncio.iscoroutinefunction(handler):
            waits: Callable[..., Awaitable[Any]] = handler

            @wraps(handler)
            async def later(*arguments: Any) -> Any:
                try:
                    return await waits(*arguments)
                except JsonRpcException:
                    raise
                except Exception as error:
                    self._failed(method, error)
                    return None

            return later

        @wraps(handler)
        def now(*arguments: Any) -> Any:
            try:
                return handler(*arguments)
            except JsonRpcException:
                raise
            except Exception as error:
                self._failed(method, error)
                return None

        return now

    def _failed(self, method: str, error: Exception) -> None:
        self.failures += 1
        self.log(f"{method}: {type(error).__name__}: {error}", types.MessageType.Error)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What pygls could not handle, as a line in the log; a refusal is the answer of its request already."""
        if source is FeatureRequestError and not isinstance(error, JsonRpcInternalError):
            return
        self.log(f"{type(error).__name__}: {error}", types.MessageType.Error)

    # The connection and its documents

    def begin(self, params: types.InitializeParams) -> None:
        """Take over what the client says about itself."""
        self.begun = True
        text, workspace = params.capabilities.text_document, params.capabilities.workspace
        pulling = workspace.diagnostics if workspace is not None else None
        # what simulations find out comes later: a client that cannot be told to ask again gets its problems pushed
        can_ask_again = pulling is not None and bool(pulling.refresh_support)
        self.pulls = text is not None and text.diagnostic is not None and can_ask_again
        self.encoding = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        given = params.initialization_options
        if isinstance(given, dict):
            commands = given.get("commands")
            if isinstance(commands, list):
                self.client_commands = frozenset(word for word in commands if isinstance(word, str))
            self.configure(given)
        for call in self.when_begun:
            call(params.process_id)

    def configure(self, given: object) -> None:
        """Take over settings; what is wrong with them is said in the log."""
        problems: list[str] = []
        self.settings = read_settings(given, problems)
        for problem in problems:
            self.log(problem)

    def opened(self, uri: str, text: str, version: int) -> None:
        """A document was opened; it is analysed at once."""
        self.documents[uri] = Document(uri, text, version, self.encoding)
        self.settle_in(uri, 0)

    def changed(self, uri: str, changes: Sequence[types.TextDocumentContentChangeEvent], version: int) -> None:
        """A document was changed; it is analysed when nothing has changed for the debounce time."""
        document = self.documents.get(uri)
        if document is None:
            self.log(f"a change of {uri}, which is not open")
            return
        document.change(changes, version)
        self.settle_in(uri, self.settings.debounce)

    def closed(self, uri: str) -> None:
        """A document was closed."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        if self.documents.pop(uri, None) is not None:
            for call in self.on_closed:
                call(uri)

    def settle_in(self, uri: str, milliseconds: int) -> None:
        """Announce the document's text after this time; a call before then begins anew."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        loop = asyncio.get_running_loop()
        self._waiting[uri] = loop.call_later(milliseconds / 1000, self._settle, uri)

    def _settle(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        document = self.documents.get(uri)
        if document is None:
            return
        for call in self.on_settled:
            try:
                call(document)
            except Exception as error:
                self._failed("the analysis", error)
