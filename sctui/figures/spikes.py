"""Spike trains and what is around their spikes as pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

from sctui.plots.figure import Axis, Band, Bars, Figure, Line, Panel, Points, Raster, histogram

MOST_DISCS = 60  # spikes that are worth a disc each


def intervals_figure(result: Any) -> Figure:
    """The histogram of the intervals."""
    band = histogram(result.histogram_edges, result.histogram_counts)
    return Figure((Panel((band,), Axis("intervals", low=0.0)),), Axis("interval", result.time_unit))


def log_intervals_figure(result: Any) -> Figure:
    """The same with bins of equal ratio, which shows short and long intervals alike."""
    band = histogram(result.log_edges, result.log_counts)
    return Figure((Panel((band,), Axis("intervals", low=0.0)),), Axis("interval", result.time_unit, log=True))


def return_map_figure(result: Any) -> Figure:
    """Each interval and the one after it, and where both are equal."""
    first, second = np.reshape(result.return_map, (-1, 2)).T
    ends = np.array(_room(np.concatenate([first, second])))
    symbol = "disc" if len(first) < MOST_DISCS else "dot"
    marks = (Line(ends, ends, "equal", 2, dashed=True), Points(first, second, "intervals", 0, symbol))
    low, high = ends.tolist()
    unit = result.time_unit
    return Figure((Panel(marks, Axis("next interval", unit, low, high)),), Axis("interval", unit, low, high))


def _room(intervals: np.ndarray) -> tuple[float, float]:
    """Their range and a little around it, so that regular firing is a point rather than the grain of the time step."""
    if len(intervals) == 0:
        return 0.0, 1.0
    low, high = float(intervals.min()), float(intervals.max())
    around = max(0.05 * (high - low), 0.05 * high)
    return max(low - around, 0.0), high + around


def serial_correlation_figure(result: Any) -> Figure:
    """The correlation of intervals so many apart."""
    lags = tuple(str(lag) for lag in range(1, len(result.serial_correlation) + 1))
    bars = Bars(np.asarray(result.serial_correlation), lags, "lag")
    return Figure((Panel((bars,)),), Axis("correlation of intervals that far apart"))


def fano_figure(result: Any) -> Figure:
    """The Fano factor of the spike count over the counting window."""
    line = Line(result.fano_windows, result.fano_curve)
    return Figure((Panel((line,), Axis("Fano factor", low=0.0)),), Axis("window", result.time_unit, log=True))


def classify_figure(result: Any) -> Figure:
    """Each interval at its end over time, which shows what the label says, and the spikes."""
    spikes = np.asarray(result.spikes)
    marks = (Line(spikes[1:], np.diff(spikes), "", 0), Points(spikes[1:], np.diff(spikes), "", 0, "disc"))
    unit = result.time_unit
    panels = (
        Panel(marks if len(spikes) < MOST_DISCS else marks[:1], Axis("interval", unit, low=0.0)),
        Panel((Raster(spikes, series=3),), Axis("spikes"), rows=1),
    )
    return Figure(panels, Axis("time", unit, result.start, result.stop), f"{result.label}: {result.reason}")


def sta_figure(result: Any) -> Figure:
    """Mean stimulus and mean voltage around a spike, with the standard errors."""
    panels = []
    for series, (name, mean, error, unit) in enumerate(
        (
            ("stimulus", result.stimulus, result.stimulus_error, result.stimulus_unit),
            (result.state, result.voltage, result.voltage_error, result.voltage_unit),
        )
    ):
        band = Band(result.time, mean - error, mean + error, "", series)
        panels.append(Panel((band, Line(result.time, mean, "", series)), Axis(f"mean {name} at a spike", unit)))
    return Figure(tuple(panels), Axis("time from the spike", result.time_unit))
