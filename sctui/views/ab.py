"""A/B: the two pinned setups, their difference, and the distance of their spike trains."""

from __future__ import annotations

from typing import Any

from kernels.errors import RequestError
from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """Both setups; the one in hand stands in for one that is not pinned, as long as the other one is."""
    if session.a is None and session.b is None:
        raise RequestError("a", "nothing is pinned: a pins the setup in hand as A, b as B")
    one, other = session.a or session.setup, session.b or session.setup
    return {"a": one.request(), "b": other.request()}


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """Both traces over each other, their difference and both spike trains; or the traces side by side."""
    from sctui.figures.comparison import split_figures  # numpy: in the worker process alone
    from sctui.figures.operations import views_of

    views = views_of("compare", result)
    name = options["state"] if options["state"] in views else next(iter(views))  # the models may be different ones
    if options["layout"] == "split" and name in result.differences:
        return split_figures(result, name)
    return [[views[name](result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """The distances of the spike trains."""
    counts = f"spikes {result.spike_counts[0]} and {result.spike_counts[1]}"
    if result.why_none:
        return f"{counts}; {result.why_none}"
    return (
        f"{counts}, coincidence factor {result.gamma:.3g}, van Rossum {result.van_rossum:.3g}, "
        f"Victor-Purpura {result.victor_purpura:.3g}"
    )
