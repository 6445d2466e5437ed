"""A progress bar on standard error, for work that lasts longer than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType

PATIENCE = 0.4  # seconds before a bar is shown at all
EVERY = 0.05  # seconds between redraws


class ProgressBar:
    """`with ProgressBar("compiling") as bar: ... bar.update(0.5, "adex")`. Silent where stderr is no terminal."""

    def __init__(self, label: str, quiet: bool = False) -> None:
        self.label = label
        self.shown = False
        self.active = not quiet and sys.stderr.isatty()
        self.begun = self.drawn = time.monotonic()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def update(self, fraction: float, note: str = "") -> None:
        """Say that `fraction` (0 to 1) is done."""
        now = time.monotonic()
        if not self.active or now - self.begun < PATIENCE or now - self.drawn < EVERY:
            return
        self.drawn, self.shown = now, True
        sys.stderr.write("\r" + bar(self.label, fraction, note) + "\x1b[K")
        sys.stderr.flush()


def bar(label: str, fraction: float, note: str = "", width: int = 30) -> str:
    """One line such as `compiling [#######-----]  58 % adex`."""
    fraction = min(max(fraction, 0.0), 1.0) + 0.0  # without the sign of -0.0
    full = int(fraction * width)
    return f"{label} [{'#' * full}{'-' * (width - full)}] {fraction:4.0%} {note}".rstrip()
