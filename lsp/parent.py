"""Does the editor that started the server still live? A server without one ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

SECONDS = 3.0  # between two looks


def watch(process_id: int, ended: Callable[[], None], seconds: float = SECONDS) -> threading.Thread:
    """Call `ended` once the process is gone. The thread keeps nothing alive."""

    def look() -> None:
        pause = threading.Event()
        while is_alive(process_id):
            pause.wait(seconds)
        ended()

    thread = threading.Thread(target=look, name="parent", daemon=True)
    thread.start()
    return thread


def is_alive(process_id: int) -> bool:
    """Whether the process exists; one that belongs to somebody else does."""
    if process_id <= 0:
        return True
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
