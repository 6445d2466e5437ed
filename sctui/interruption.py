"""Control-C during long work: the first one asks it to stop and to keep what is finished, the second one ends it."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType


class Interruption:
    """`with Interruption() as stop: work(cancelled=stop.asked)`. Not `active`, or in another thread: does nothing."""

    def __init__(self, active: bool = True) -> None:
        self.active = active and threading.current_thread() is threading.main_thread()
        self._asked = False

    def asked(self) -> bool:
        """Whether control-C was pressed."""
        return self._asked

    def __enter__(self) -> Interruption:
        if self.active:
            self._before = signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.active:
            signal.signal(signal.SIGINT, self._before)

    def _pressed(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
