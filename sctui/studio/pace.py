"""How long runs take, and so how much of one a preview may show while a slider is dragged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernels.errors import KernelsError
from sctui.session.drives import run_length
from sctui.session.setup import Setup
from sctui.session.subject import model_of

PATIENCE = 0.06  # seconds that a run may take while a slider is dragged
FRESH = 0.0005  # seconds; what comes sooner was kept from before and tells nothing
FEWEST_STEPS = 50


class Pace:
    """Remembers what the last run took."""

    def __init__(self) -> None:
        self._subject: Mapping[str, str] = {}
        self._seconds = 0.0  # a step of dt

    def measured(self, setup: Setup, status: Mapping[str, Any]) -> None:
        """A run of the setup has ended; `status` as the worker tells it."""
        if status["seconds"] >= FRESH or setup.subject != self._subject:
            self._subject = setup.subject
            self._seconds = status["seconds"] * status["dt"] / status["duration"]

    def preview(self, setup: Setup) -> float | None:
        """The duration that a preview may have; None where the whole run is quick enough."""
        if setup.subject != self._subject or self._seconds <= 0.0:
            return None
        try:
            run = run_length(model_of(setup), setup)
        except KernelsError:
            return None
        if not run.duration or not run.dt or self._seconds * run.duration / run.dt <= PATIENCE:
            return None
        shown = max(PATIENCE / self._seconds, FEWEST_STEPS) * run.dt
        return min(float(f"{shown:.1g}"), run.duration)
