"""Fixed point and FPGAs as pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

from sctui.plots.figure import Axis, Bars, Figure, Line, Panel, Raster

KINDS = {"lut": "LUTs", "ff": "flip-flops", "dsp": "multipliers", "bram": "memories"}


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
    """The share of each device that one neuron takes, a panel each."""
    panels = tuple(
        Panel((Bars(np.array([found.percent[kind] for kind in KINDS]), tuple(KINDS.values())),), Axis(_title(found)))
        for found in result.results
    )
    return Figure(panels, Axis("of the device", "%", low=0.0))


def _title(found: Any) -> str:
    return f"{found.device}: {found.fits} neuron{'' if found.fits == 1 else 's'} fit"
