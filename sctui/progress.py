"""A progress bar on standard error, for work that lasts longer than a moment."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterable
from types import TracebackType

PATIENCE = 0.4  # seconds before a bar is shown at all
EVERY = 0.05  # seconds between redraws
STILL = 1.0  # seconds without news, after which the time is shown
WIDTH = 30  # of the bar alone


class ProgressBar:
    """`with ProgressBar("compiling") as bar: ... bar.update(0.5, "adex")`. Silent where stderr is no terminal."""

    def __init__(self, label: str, quiet: bool = False) -> None:
        self.label = label
        self.shown = False
        self.active = not quiet and sys.stderr.isatty()
        self.begun = self.drawn = time.monotonic()
        self.length = 0  # of what stands in the line
        self.said: dict[str, bool] = {}  # lines that stay over the bar, and whether they stand there
        self.fraction, self.note = 0.0, ""

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            self.length += 2  # the ^C that a terminal shows behind it
            self._draw("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def update(self, fraction: float, note: str = "") -> None:
        """Say that `fraction` (0 to 1) is done."""
        self.fraction, self.note = fraction, note
        now = time.monotonic()
        if not self.active or now - self.begun < PATIENCE or now - self.drawn < EVERY:
            return
        self.drawn, self.shown = now, True
        self._draw(bar(self.label, fraction, note, _columns()))

    def say(self, lines: Iterable[str]) -> None:
        """Lines that stay above the bar, from where there is one on; what was said already is not said again."""
        for line in lines:
            self.said.setdefault(line, False)

    def tick(self) -> None:
        """Say how long it has taken so far, where nothing new was said for a second."""
        now = time.monotonic()
        if self.active and now - max(self.begun, self.drawn) > STILL:
            self.drawn, self.shown = now, True
            passed = f"{now - self.begun:.0f} s"
            note = f"{passed}; {self.note}" if self.note else passed
            self._draw(bar(self.label, self.fraction, note, _columns()))

    def _draw(self, line: str) -> None:
        """Puts a line in the place of the last one; blanks erase it, for a terminal may know no escape sequences."""
        for fact in [fact for fact, stands in self.said.items() if not stands]:
            self.said[fact] = True
            sys.stderr.write("\r" + fact.ljust(min(self.length, _columns())) + "\n")
            self.length = 0
        sys.stderr.write("\r" + line + " " * (min(self.length, _columns()) - len(line)))
        sys.stderr.flush()
        self.length = len(line)


def _columns() -> int:
    """What fits into a line: a full one would go on in the next."""
    return shutil.get_terminal_size((80, 24)).columns - 1


def bar(label: str, fraction: float, note: str = "", columns: int = 80) -> str:
    """One line such as `compiling [#######-----]  58 % adex`; where it is too long, without bar, then cut off."""
    fraction = min(max(fraction, 0.0), 1.0) + 0.0  # without the sign of -0.0
    full = int(fraction * WIDTH)
    tail = f"{fraction:4.0%} {note}".rstrip()
    line = f"{label} [{'#' * full}{'-' * (WIDTH - full)}] {tail}"
    return (line if len(line) <= columns else f"{label}{tail}")[: max(columns, 0)]
