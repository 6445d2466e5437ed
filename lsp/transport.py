"""How the server is spoken to: standard input and output, or one connection on a loopback address."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import sys
import threading
from typing import BinaryIO

from pygls.io_ import run_async

from lsp.parent import watch
from lsp.server import Server

MOST_BYTES = 256_000_000  # of one message; a larger one is skipped
_CHUNK = 1 << 20


class Bounded:
    """Binary input whose messages are bounded: of a larger one an empty JSON value is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        """One line of a header."""
        return self._stream.readline(65_536)

    def read(self, size: int) -> bytes:
        """The body of a message; less only at the end of the input."""
        if size <= MOST_BYTES:
            return self._stream.read(size)
        while size > 0:
            got = len(self._stream.read(min(size, _CHUNK)))
            if not got:
                return b""
            size -= got
        return b"null"


def serve_stdio(server: Server) -> None:
    """Serve until the client says so, its end of the pipe is closed, or its process is gone."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but the protocol may be written there
    server.when_begun.append(_end_with)
    server.start_io(Bounded(stdin), stdout)  # type: ignore[arg-type]


def _end_with(process_id: int | None) -> None:
    """End when the client's process does: its pipe may be held open by others."""
    if process_id is not None:
        # the thread that reads cannot be woken, so there is nothing left to tidy up
        watch(process_id, lambda: os._exit(1))


def loopback_address(text: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; ValueError in one line where it is none, or no loopback address."""
    host, colon, port = text.rpartition(":")
    host = host.strip("[]")
    if not colon or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f"{text!r} is no HOST:PORT, as 127.0.0.1:2087 is")
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError(f"{host or 'no host'}: only loopback addresses are served; take 127.0.0.1, or a tunnel by ssh")
    return host, int(port)


def serve_tcp(server: Server, host: str, port: int) -> None:
    """Serve the first connection and end with it. Says on standard error where it listens; OSError where it cannot."""
    stop = threading.Event()

    async def listen() -> None:
        finished = asyncio.Event()
        taken = False

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal taken
            if taken:
                writer.close()
                return
            taken = True
            server.protocol.set_writer(writer)
            try:
                await run_async(
                    stop_event=stop, reader=reader, protocol=server.protocol,
                    error_handler=server.report_server_error,
                )  # fmt: skip
            except (OSError, asyncio.IncompleteReadError):
                pass  # the client has gone in the middle of a message
            finally:
                finished.set()

        listening = await asyncio.start_server(connected, host, port, limit=_CHUNK)
        shown = listening.sockets[0].getsockname()
        print(f"sctui-lsp: listening on {shown[0]}:{shown[1]}", file=sys.stderr, flush=True)
        async with listening:
            await finished.wait()

    asyncio.run(listen())
    server.shutdown()  # type: ignore[no-untyped-call]
