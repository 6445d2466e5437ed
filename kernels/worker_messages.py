"""How do a front-end and its worker process talk? Length-prefixed JSON over a socket, results as nameless memory.

A message is four bytes of length and that many bytes of JSON. A message with a field `arrays` comes with the file
descriptor of a memory file that has no name anywhere: it lives as long as somebody has it open, so nothing is left
behind whichever process dies, and however.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import tempfile
from collections.abc import Mapping
from typing import Any

LONGEST = 64 * 1024 * 1024  # bytes of JSON in one message; numbers in bulk travel as arrays
_LENGTH = struct.Struct("<I")
_CLOSE_ON_EXEC = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


class MessageTooLong(ValueError):
    """A message over LONGEST."""


class Channel:
    """One end of the connection. Sending and receiving may go on in different threads, each in one at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._files: list[int] = []

    def send(self, message: Mapping[str, Any], file: int | None = None) -> None:
        """Sends a message, with an open file. Raises OSError when the other end is gone, MessageTooLong."""
        body = json.dumps(message, default=_plain).encode()
        if len(body) > LONGEST:
            raise MessageTooLong(f"{len(body):,} bytes of JSON; at most {LONGEST:,}")
        data = _LENGTH.pack(len(body)) + body
        sent = 0
        if file is not None:
            sent = socket.send_fds(self._connection, [data], [file])
        self._connection.sendall(memoryview(data)[sent:])

    def receive(self) -> tuple[dict[str, Any], int | None] | None:
        """The next message and its file (to be closed by the caller), or None when the other end is gone."""
        prefix = self._exactly(_LENGTH.size)
        if prefix is None:
            return None
        (length,) = _LENGTH.unpack(prefix)
        if length > LONGEST:
            raise MessageTooLong(f"{length:,} bytes announced; at most {LONGEST:,}")
        body = self._exactly(length)
        if body is None:
            return None
        message = json.loads(body)
        return message, self._files.pop(0) if "arrays" in message and self._files else None

    def close(self) -> None:
        """Ends the connection; the other end's `receive` gives None, also this end's in another thread."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other end was first
        self._connection.close()
        while self._files:
            os.close(self._files.pop())

    def _exactly(self, count: int) -> bytes | None:
        received = bytearray()
        while len(received) < count:
            try:
                data, files, _, _ = socket.recv_fds(
                    self._connection, min(count - len(received), 1 << 20), 4, _CLOSE_ON_EXEC
                )
            except OSError:
                return None  # reset, or closed by this process
            self._files.extend(files)
            if not data:
                return None
            received += data
        return bytes(received)


def memory_file(size: int) -> int:
    """An open file of `size` zero bytes without a name: in memory where the system can, else already deleted."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("kernels")
    else:
        with tempfile.TemporaryFile() as stream:
            file = os.dup(stream.fileno())
    try:
        os.ftruncate(file, size)
    except OSError:
        os.close(file)
        raise
    return file


def _plain(value: Any) -> Any:
    """A numpy scalar as a Python number; whatever else is no JSON is a programming error."""
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON; send arrays as arrays")
