"""How far a request is, told by the protocol where its sender gave a token."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Any

from lsprotocol import types

from lsp.server import Server

AFTER = 0.3  # seconds: work that is over by then is not worth a word
EVERY = 0.1


class WorkProgress:
    """One piece of work, `with WorkProgress(server, token, "f-I curve") as report: ... report(0.5)`."""

    def __init__(self, server: Server, token: Any, title: str) -> None:
        self._server = server
        self._token = token if isinstance(token, int | str) and not isinstance(token, bool) else None
        self._title = title
        self._begun = False
        self._next = time.monotonic() + AFTER
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> WorkProgress:
        if self._token is not None:  # work that reports nothing on its way is seen to be done all the same
            self._timer = asyncio.get_running_loop().call_later(AFTER, self, 0.0)
        return self

    def __call__(self, fraction: float) -> None:
        """So much is done, from 0 to 1."""
        now = time.monotonic()
        if self._token is None or now < self._next or (self._begun and fraction == 0.0):
            return
        self._next = now + EVERY
        percentage = min(max(int(100 * fraction), 0), 100)
        value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport
        if not self._begun:
            value = types.WorkDoneProgressBegin(title=self._title, percentage=percentage, cancellable=False)
        else:
            value = types.WorkDoneProgressReport(percentage=percentage)
        self._begun = True
        self._send(value)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._begun:
            self._send(types.WorkDoneProgressEnd())

    def _send(self, value: Any) -> None:
        if self._token is not None:
            self._server.progress(types.ProgressParams(token=self._token, value=value))
