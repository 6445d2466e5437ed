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
    """The runs in one panel, or a panel each."""
    from sctui.figures.comparison import multi_simulate_views, overlaid_figure  # numpy: in the worker process alone

    views = multi_simulate_views(result)
    name = options["state"] if options["state"] in views else next(iter(views))
    return [[overlaid_figure(result, name) if options["layout"] == "overlaid" else views[name](result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """Spikes and rate of each."""
    rates = (f"{len(run.spikes)} spikes {run.statistics.rate:.4g} {run.statistics.rate_unit}" for run in result.runs)
    return "   ".join(f"{n}: {one}" for n, one in enumerate(rates, 1))
