"""Fixed point and FPGAs as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sctui.device_text import KINDS, resources
from sctui.plots.figure import Axis, Bars, Figure, Line, Panel, Raster


def precision_figure(result: Any) -> Figure:
    """How far each state is off over time, and both spike trains."""
    panels = [
        Panel((Line(found.time, found.error, "", series),), Axis(f"|error of {name}|, {found.format}", low=0.0))
        for series, (name, found) in enumerate(result.states.items())
    ]
    trains = (("float64", result.float_spikes, 0), ("fixed point", result.spikes, 1))
    panels += [Panel((Raster(spikes, series=series),), Axis(name), rows=1) for name, spikes, series in trains]
    return Figure(tuple(panels), Axis("time", result.time_unit))


def devices_figure(result: Any) -> Figure:
    """The share of each device that one neuron takes, a panel each; kinds of cells that none needs are left out."""
    return _shares(result.results)


def device_figure(result: Any) -> Figure:
    """The share of one device that one neuron takes."""
    return _shares((result,))


def timing_views(result: Any) -> Mapping[str, Callable[[Any], Figure]]:
    """The pictures of a place and route: frequencies and slowest path only where they can be trusted."""
    views: dict[str, Callable[[Any], Figure]] = {}
    if result.path:
        views["path"] = path_figure
    if result.trusted and len(result.runs) > 1:
        views["fmax"] = frequency_figure
    if resources(result):
        views["device"] = packed_figure
    return views


def frequency_figure(result: Any) -> Figure:
    """The highest clock frequency of each run."""
    values = np.array([run.fmax for run in result.runs])
    bars = Bars(values, tuple(f"seed {run.seed}" for run in result.runs))
    title = f"{result.device}: median {result.fmax:.1f} MHz"
    return Figure((Panel((bars,), Axis(title)),), Axis("clock frequency", "MHz", low=0.0))


def path_figure(result: Any) -> Figure:
    """The pieces of the slowest path from register to register, the time that each takes."""
    bars = Bars(np.array([step.delay for step in result.path]), tuple(step.what for step in result.path))
    title = f"slowest path, {sum(step.delay for step in result.path):.2f} ns"
    return Figure((Panel((bars,), Axis(title)),), Axis("delay", "ns", low=0.0))


def packed_figure(result: Any) -> Figure:
    """The share of the device that is taken after packing, by nextpnr's names."""
    used = resources(result)
    bars = Bars(np.array([result.percent[name] for name in used]), tuple(used))
    return Figure((Panel((bars,), Axis(result.device)),), Axis("of the device", "%", low=0.0))


def estimate_figure(estimated: Any, measured: Any) -> Figure:
    """An estimate beside what synthesis found, as shares of the device."""
    labels, values = [], []
    for kind, name in KINDS.items():
        if estimated.percent[kind] or measured.percent[kind]:
            labels += [f"{name}, estimated", f"{name}, found"]
            values += [estimated.percent[kind], measured.percent[kind]]
    bars = Bars(np.array(values), tuple(labels))
    return Figure((Panel((bars,), Axis(measured.device)),), Axis("of the device", "%", low=0.0))


def stream_error_figure(result: Any) -> Figure:
    """Errors of streams over their length, beside what independent bits would have."""
    lengths = np.array(result.lengths, dtype=float)
    panels = []
    for series, (name, errors) in enumerate((("product of two numbers", result.product), ("rate", result.rate))):
        found = np.array(errors)
        independent = found[0] * np.sqrt(lengths[0] / lengths)
        marks = (Line(lengths, independent, "1/sqrt(N)", series + 2, dashed=True), Line(lengths, found, name, series))
        panels.append(Panel(marks, Axis(f"rms error, {name}", log=True)))
    return Figure(tuple(panels), Axis(f"bits of a stream, {result.encoder}", log=True))


def _shares(results: Sequence[Any]) -> Figure:
    used = [kind for kind in KINDS if any(found.percent[kind] for found in results)] or list(KINDS)
    labels = tuple(KINDS[kind] for kind in used)
    panels = tuple(
        Panel((Bars(np.array([found.percent[kind] for kind in used]), labels),), Axis(_title(found)))
        for found in results
    )
    return Figure(panels, Axis("of the device", "%", low=0.0))


def _title(found: Any) -> str:
    return f"{found.device}: {found.fits} neuron{'' if found.fits == 1 else 's'} fit"
