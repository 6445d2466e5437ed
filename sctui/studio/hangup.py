"""The terminal has gone, with the connection or its window: the studio closes, and keeps its session."""

from __future__ import annotations

import select
import signal
import sys
from contextlib import suppress
from threading import Thread

from textual.app import App


class HangupWatching(App[None]):
    """The part of the Studio that waits for the end of its terminal; Textual would read on at the end of the input."""

    def on_mount(self) -> None:
        """Wait beside everything else, without a look at the clock."""
        if self.is_headless or sys.__stdin__ is None:
            return
        signal.signal(signal.SIGHUP, lambda number, frame: None)  # which would end it before the session is kept
        Thread(target=self._wait, args=(sys.__stdin__.fileno(),), daemon=True).start()

    def _wait(self, terminal: int) -> None:
        hangup = select.poll()
        hangup.register(terminal, 0)
        if any(event & select.POLLHUP for _, event in hangup.poll()):
            with suppress(RuntimeError):  # it has closed already
                self.call_from_thread(self.exit)
