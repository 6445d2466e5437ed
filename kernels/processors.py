"""How many things can be computed at once?"""

from __future__ import annotations

import os


def cores() -> int:
    """Processors this process may use, which in a container can be fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
