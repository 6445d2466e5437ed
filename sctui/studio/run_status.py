"""What the status line says of a run, as plain values."""

from __future__ import annotations

import math
from typing import Any

from kernels.running.result import Run


def run_status(run: Run) -> dict[str, Any]:
    """Spikes, rate and regularity; None for what a run with so few spikes does not have."""
    statistics = run.statistics
    return {
        "title": run.model.title,
        "spikes": len(run.spikes),
        "rate": statistics.rate,
        "rate_unit": statistics.rate_unit,
        "cv": statistics.isi_cv if math.isfinite(statistics.isi_cv) else None,
        "duration": run.duration,
        "time_unit": run.model.time_unit,
        "method": run.method,
        "dt": run.dt,
        "warnings": list(run.warnings),
    }
