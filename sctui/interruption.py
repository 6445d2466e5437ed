"""Control-C during long work: the first one asks it to stop and to keep what is finished, the second one ends it.

A terminal that is closed, and a request to end, stop the work too: what it has started and written goes before we do.
"""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Any

ENDINGS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interruption:
    """`with Interruption() as stop: work(cancelled=stop.asked)`. Not `active`, or in another thread: does nothing."""

    def __init__(self, active: bool = True) -> None:
        self.active = active and threading.current_thread() is threading.main_thread()
        self._asked = False
        self._ending = 0
        self._before: dict[int, Any] = {}

    def asked(self) -> bool:
        """Whether control-C was pressed, or the end has come."""
        return self._asked

    def __enter__(self) -> Interruption:
        if self.active:
            self._before = {signal.SIGINT: signal.signal(signal.SIGINT, self._pressed)}
            for number in ENDINGS:
                if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores one of them
                    self._before[number] = signal.signal(number, self._ended)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        if self._ending:
            os.kill(os.getpid(), self._ending)

    def _pressed(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True

    def _ended(self, number: int, frame: FrameType | None) -> None:
        self._asked, self._ending = True, number
