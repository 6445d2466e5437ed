"""Multi: two to four setups over each other."""

from __future__ import annotations

from typing import Any

from kernels.errors import RequestError
from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The overlaid setups, and the one in hand where it is not among them."""
    setups = list(session.multi)
    if session.setup not in setups:
        setups.append(session.setup)
    if len(setups) < 2:
        raise RequestError("runs", "one setup is in hand; u overlays it, then change something: two to four are shown")
    return {"runs": [setup.request() for setup in setups[-4:]]}


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The runs over one time axis."""
    from sctui.operation_figures import figure_of  # numpy: in the worker process alone

    return [[figure_of("multi-simulate", result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """Spikes and rate of each."""
    return "   ".join(f"{n}: {len(run.spikes)} spikes" for n, run in enumerate(result.runs, 1))
