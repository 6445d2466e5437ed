"""A program in a terminal of its own whose bytes are counted and dated, for what a user over SSH waits for."""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from types import TracebackType
from typing import NamedTuple

FRAME_BEGINS, FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"  # synchronised output
# What a terminal of today says when it is asked: that it knows synchronised output, what it is, where its cursor is
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[c": b"\x1b[?62;22c", b"\x1b[6n": b"\x1b[1;1R"}
QUIET = 0.4  # seconds without a byte that end an interaction; the studio waits 0.25 s before it runs
LONGEST = 30.0  # seconds of one interaction


class Part(NamedTuple):
    """What one read brought: seconds since the interaction began, and how many bytes."""

    seconds: float
    count: int


class Interaction(NamedTuple):
    """What came from one key until nothing came any more. `cpu`: seconds of the process, with all its threads."""

    parts: list[Part]
    output: bytes
    cpu: float

    @property
    def count(self) -> int:
        """Bytes to the terminal."""
        return len(self.output)

    def first(self, after: float, fewest: int) -> float | None:
        """Seconds until the end of the first burst later than `after` that has at least `fewest` bytes."""
        end, count = None, 0
        for part in self.parts:
            if part.seconds < after:
                continue
            if end is not None and part.seconds - end > BURST:
                if count >= fewest:
                    return end
                count = 0
            end, count = part.seconds, count + part.count
        return end if count >= fewest else None


BURST = 0.008  # seconds between bytes of one picture


class MeteredTerminal:
    """`with MeteredTerminal([...]) as terminal:` runs a Python process in a terminal of 120 columns and 40 rows."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str] | None = None, size: tuple[int, int] = (120, 40)
    ) -> None:
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        known = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | dict(environment or {})
        self.process = subprocess.Popen(
            [sys.executable, *arguments], stdin=slave, stdout=slave, stderr=slave, env=os.environ | known,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> MeteredTerminal:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._master)

    @property
    def cpu(self) -> float:
        """CPU seconds of the process up to now, as clock_getcpuclockid(3) gives them."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def loaded(self, name: str) -> bool:
        """Whether a compiled part of a Python package is mapped into the process."""
        with open(f"/proc/{self.process.pid}/maps", encoding="utf-8", errors="replace") as maps:
            return any(f"/{name}/" in line for line in maps)

    def first_frame(self) -> float:
        """CPU seconds of the process until its first whole frame has come."""
        output, end = b"", time.monotonic() + LONGEST
        while time.monotonic() < end:
            output += self._take(0.05)
            begins = output.find(FRAME_BEGINS)
            if begins >= 0 and output.find(FRAME_ENDS, begins) > begins + 500:  # not the empty one before
                return self.cpu
        raise RuntimeError("no frame came")

    def press(self, keys: bytes | str, quiet: float = QUIET) -> Interaction:
        """Types, and listens until nothing has come for a while."""
        before = self.cpu
        os.write(self._master, keys if isinstance(keys, bytes) else keys.encode())
        parts, output = self._listen(quiet)
        return Interaction(parts, output, self.cpu - before)

    def wait(self, quiet: float = QUIET) -> Interaction:
        """Listens until nothing has come for a while."""
        return self.press(b"", quiet)

    def watch(self, seconds: float) -> bytes:
        """All that comes in so many seconds."""
        output, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            output += self._take(0.05)
        return output

    def _listen(self, quiet: float) -> tuple[list[Part], bytes]:
        start = last = time.perf_counter()
        parts: list[Part] = []
        output = b""
        while time.perf_counter() - last < quiet and time.perf_counter() - start < LONGEST:
            found = self._take(0.02)
            if found:
                last = time.perf_counter()
                parts.append(Part(last - start, len(found)))
                output += found
        return parts, output

    def _take(self, seconds: float) -> bytes:
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        found = os.read(self._master, 1 << 16)
        for question, answer in ANSWERS.items():
            if question in found:
                os.write(self._master, answer)
        return found
