"""A program in a terminal of its own, for tests of what a user would see of it."""

from __future__ import annotations

import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from fcntl import ioctl
from types import TracebackType

PATIENCE = 30.0  # seconds


class Terminal:
    """`with Terminal([...]) as terminal:` runs a Python process in a terminal; `output` is all it has written."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.output = b""
        self._gone = False
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
        known = {"TERM": "xterm-256color"} | dict(environment or {})
        self.process = subprocess.Popen(
            [sys.executable, *arguments], stdin=slave, stdout=slave, stderr=slave, env=os.environ | known,
            start_new_session=True,
        )  # fmt: skip
        self.before = termios.tcgetattr(slave)
        self._slave = slave

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if not self._gone:
            self.hang_up()

    def hang_up(self) -> None:
        """The terminal goes, as with a connection that breaks."""
        self._gone = True
        os.close(self._slave)
        os.close(self._master)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def wait_for(self, text: str) -> None:
        """Until the program has written `text`."""
        self._read(lambda: text.encode() in self.output, text)

    def end(self) -> int:
        """Until the program has ended; its status."""
        self._read(lambda: self.process.poll() is not None, "the end")
        self._take(0.2)
        return self.process.returncode

    def is_sane(self) -> bool:
        """Whether the terminal's line settings are those of before."""
        return termios.tcgetattr(self._slave)[:4] == self.before[:4]

    def _take(self, seconds: float) -> None:
        while select.select([self._master], [], [], seconds)[0]:
            self.output += os.read(self._master, 1 << 16)

    def _read(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what}; the last that came was {self.output[-500:]!r}")
            self._take(0.05)
