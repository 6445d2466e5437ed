"""What the result of each operation looks like: one table from operation to its pictures, the first the usual one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

from sctui.figures.comparison import compare_views, multi_simulate_views
from sctui.figures.curves import fi_figure, frequency_response_figure
from sctui.figures.dynamics import bifurcation_figure, lyapunov_figure, nullclines_figure, poincare_figure
from sctui.figures.hardware import device_figure, devices_figure, precision_figure, stream_error_figure, timing_views
from sctui.figures.network import network_figure, spectrum_figure
from sctui.figures.parameters import heatmap_figure, scan_figure, sensitivity_figure
from sctui.figures.run import run_figure
from sctui.figures.spikes import (
    classify_figure,
    fano_figure,
    intervals_figure,
    log_intervals_figure,
    return_map_figure,
    serial_correlation_figure,
    sta_figure,
)
from sctui.plots.figure import Figure

Draw = Callable[[Any], Figure]
Views = Mapping[str, Draw]


def _sensitivity(result: Any) -> Views:
    chosen = ("rate", "mean") if result.rate > 0.0 else ("mean",)
    return {name: partial(sensitivity_figure, of=name) for name in chosen}


def _characterize(result: Any) -> Views:
    views: dict[str, Draw] = {}
    if result.fi is not None:
        views["f-i"] = lambda found: fi_figure(found.fi)
    if result.sensitivity is not None:
        for name, draw in _sensitivity(result.sensitivity).items():
            views[f"sensitivity of {name}"] = partial(_of_sensitivity, draw=draw)
    return views


def _of_sensitivity(result: Any, draw: Draw) -> Figure:
    return draw(result.sensitivity)


def _bifurcation(result: Any) -> Views:
    views: dict[str, Draw] = {"diagram": bifurcation_figure}
    if any(way is not None and len(way.poincare) for way in (result.up, result.down)):
        views["poincare"] = poincare_figure
    return views


FIGURES: dict[str, Views | Callable[[Any], Views]] = {  # a function where the views depend on the result
    "simulate": {"traces": run_figure},
    "fi-curve": {"rates": fi_figure},
    "heatmap": {"map": heatmap_figure},
    "bifurcation": _bifurcation,
    "nullclines": {"plane": nullclines_figure},
    "sensitivity": _sensitivity,
    "isi": {
        "histogram": intervals_figure,
        "log-histogram": log_intervals_figure,
        "return-map": return_map_figure,
        "correlation": serial_correlation_figure,
        "fano": fano_figure,
    },
    "classify": {"train": classify_figure},
    "sta": {"average": sta_figure},
    "freq-response": {"response": frequency_response_figure},
    "lyapunov": {"convergence": lyapunov_figure},
    "compare": compare_views,
    "multi-simulate": multi_simulate_views,
    "characterize": _characterize,
    "scan": {"patterns": scan_figure},
    "precision": {"errors": precision_figure},
    "ir/stream-error": {"errors": stream_error_figure},
    "synth/run": {"device": device_figure},
    "synth/file": {"device": device_figure},
    "synth/estimate": {"device": device_figure},
    "synth/pnr": timing_views,
    "synth/pnr-file": timing_views,
    "synth/multi-target": {"devices": devices_figure},
    "network/ei": {"raster": network_figure, "spectrum": spectrum_figure},
}


def views_of(name: str, result: Any) -> Views:
    """The pictures that there are of an operation's result, by name, the usual one first; none for some."""
    views = FIGURES.get(name, {})
    return views(result) if callable(views) else views


def figure_of(name: str, result: Any, view: str = "") -> Figure | None:
    """A picture of an operation's result, the usual one where no view is named; None where it has none.

    Raises RequestError for an unknown view.
    """
    views = views_of(name, result)
    if view and view not in views:
        from kernels.errors import unknown  # not needed where the table alone is

        raise unknown("view", "view", view, views)
    draw = views[view] if view else next(iter(views.values()), None)
    return None if draw is None else draw(result)


def _characterized_so_far(result: Any) -> Figure | None:
    return None if result.fi is None else fi_figure(result.fi)


PARTIAL: dict[str, Callable[[Any], Figure | None]] = {
    "heatmap": heatmap_figure,
    "scan": scan_figure,
    "fi-curve": fi_figure,
    "bifurcation": bifurcation_figure,
    "characterize": _characterized_so_far,
}


def partial_figure(name: str, values: Mapping[str, Any]) -> Figure | None:
    """The picture of what an operation knows so far (see `kernels.analysis.options.Progress`), None without one."""
    return PARTIAL[name](SimpleNamespace(**values)) if name in PARTIAL and values else None
