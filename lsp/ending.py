"""When the server ends, so do its worker processes; one that is killed takes them with it by itself."""

from __future__ import annotations

from lsprotocol import types

from lsp.server import Server


def register(server: Server) -> None:
    """At the client's `shutdown`."""

    @server.on(types.SHUTDOWN)
    def shutdown(params: None) -> None:
        server.workers.close()
