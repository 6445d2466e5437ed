"""How the commands end that measure many models: Ctrl+C is one line, and what is done stays."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

INTERRUPTED = 130  # as shells have it


def ended(main: Callable[[], int]) -> int:
    """The exit status of a command; 130 after Ctrl+C."""
    try:
        return main()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED


def leave_interrupts() -> None:
    """For the processes that work for a command: Ctrl+C is the command's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
