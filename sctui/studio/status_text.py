"""The run in the status line: model, spikes, rate, pattern, and what it took to compute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def run_text(status: Mapping[str, Any], *, preview: bool = False) -> str:
    """`Hodgkin-Huxley squid axon · 69 spikes · 69 Hz · tonic · 78 ms`; a preview is said to be one, and how long."""
    parts = [f"preview, first {status['duration']:g} {status['time_unit']}"] if preview else []
    parts += [status["title"]] if status["title"] else []
    parts.append(f"{status['spikes']} spike{'' if status['spikes'] == 1 else 's'}")
    if status["spikes"]:
        parts.append(f"{status['rate']:.4g} {status['rate_unit']}")
    if status.get("pattern"):
        parts.append(status["pattern"])
    seconds = status["seconds"]
    parts.append(f"{seconds:.1f} s" if seconds >= 1.0 else f"{seconds * 1e3:.0f} ms")
    return " · ".join(parts)
