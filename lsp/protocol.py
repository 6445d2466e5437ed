"""The protocol's own rules, where pygls leaves them to the server: documents, capabilities, and what went wrong."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import JsonRPCRequestMessage, LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

if TYPE_CHECKING:
    from lsp.server import Server


OWN = "sctui/"  # how the names of requests begin that the protocol does not have; their parameters come as JSON


class Protocol(LanguageServerProtocol):
    """As pygls', with the documents kept by us: its own split lines at characters that end none in the protocol."""

    _server: Server

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Agree on what both sides can; diagnostics are pulled by who can, pushed to others, never both."""
        result: types.InitializeResult = yield from super().lsp_initialize(params)
        self._server.begin(params)
        if not self._server.pulls:
            result.capabilities.diagnostic_provider = None
        return result

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """A document and its text."""
        item = params.text_document
        self._server.opened(item.uri, item.text, item.version)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Changes of a document's text."""
        self._server.changed(params.text_document.uri, params.content_changes, params.text_document.version)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """The document is the file's again."""
        self._server.closed(params.text_document.uri)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Any:  # type: ignore[override]
        """Carry out a command; unlike pygls' own way this one can be cancelled and knows the token of its progress."""
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"there is no command {params.command[:80]!r}")
        return await handler(params)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message from its JSON; a request that cannot be read is answered, for somebody waits for it."""
        method = data.get("method")
        answered = "jsonrpc" in data and isinstance(data.get("id"), int | str)
        if answered and isinstance(method, str) and method.startswith(OWN):
            return JsonRPCRequestMessage(
                id=data["id"], method=method, jsonrpc=str(data.get("jsonrpc")), params=data.get("params")
            )
        try:
            return super().structure_message(data)
        except Exception:
            method = data.get("method")
            if isinstance(data.get("id"), int | str) and isinstance(method, str):
                error = JsonRpcInvalidParams(f"the parameters of {method} are not what the protocol says")
                self._send_response(data["id"], error=error.to_response_error())
            raise JsonRpcInvalidParams(f"a message could not be read: {str(method)[:80]}") from None

    def _handle_request(self, msg_id: str | int, method_name: str, params: Any) -> None:
        if not self._server.begun and method_name != types.INITIALIZE:
            error = JsonRpcServerNotInitialized(f"{method_name} before initialize")
            self._send_response(msg_id, error=error.to_response_error())
        elif self._server.begun and method_name == types.INITIALIZE:
            error_again = JsonRpcInvalidRequest("this server is initialized already")
            self._send_response(msg_id, error=error_again.to_response_error())
        else:
            super()._handle_request(msg_id, method_name, params)

    def _handle_notification(self, method_name: str, params: Any) -> None:
        if method_name == types.EXIT:
            self._server.status = 0 if self._shutdown else 1
        if self._server.begun or method_name == types.EXIT:
            super()._handle_notification(method_name, params)

    def handle_message(self, message: Any) -> None:
        """Pass a message on; what is none is reported, and a request after `shutdown` refused."""
        if not hasattr(message, "jsonrpc"):
            self._server.log("a message is no JSON-RPC 2.0")
            return
        if self._shutdown and hasattr(message, "id") and hasattr(message, "method"):
            error = JsonRpcInvalidRequest("the server is shutting down")
            self._send_response(message.id, error=error.to_response_error())
            return
        super().handle_message(message)
