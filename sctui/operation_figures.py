"""What the result of each operation looks like: one table from operation to picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sctui.dynamics_figures import bifurcation_figure, nullclines_figure
from sctui.plots.figure import Axis, Band, Figure, Line, Panel, Raster
from sctui.run_figure import run_figure


def _fi_curve(result: Any) -> Figure:
    lines = (
        Line(result.currents, result.rates, "steady", 0),
        Line(result.currents, result.first_isi_rates, "first interval", 1),
    )
    return Figure((Panel(lines, Axis("rate", "Hz", low=0.0)),), Axis("drive", result.unit))


def _isi(result: Any) -> Figure:
    edges, counts = result.histogram_edges, result.histogram_counts
    outline = Line(np.repeat(edges, 2), np.concatenate([[0.0], np.repeat(counts, 2), [0.0]]), "", 0)
    return Figure((Panel((outline,), Axis("intervals", low=0.0)),), Axis("interval", result.time_unit))


def _sta(result: Any) -> Figure:
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


def _frequency_response(result: Any) -> Figure:
    panels = []
    if not result.why_no_gain:
        panels.append(Panel((Line(result.frequencies, result.gain, "", 0),), Axis("gain", result.gain_unit, low=0.0)))
        panels.append(Panel((Line(result.frequencies, result.phase, "", 1),), Axis("phase", "rad")))
    if not result.why_no_impedance:
        lines = (
            Line(result.frequencies, result.impedance, "linearised", 2),
            Line(result.frequencies, result.chirp_impedance, "by chirp", 3),
        )
        panels.append(Panel(lines, Axis("impedance", result.impedance_unit, low=0.0)))
    if not panels:
        panels.append(Panel((Line(result.frequencies, result.rate, "", 0),), Axis("rate")))
    return Figure(tuple(panels), Axis("frequency", result.frequency_unit, log=True))


def _compare(result: Any) -> Figure:
    panels = []
    for name, difference in result.differences.items():
        lines = (
            Line(result.a.time, result.a.states[name], "a", 0),
            Line(result.b.time, result.b.states[name], "b", 1),
        )
        panels.append(Panel(lines, Axis(name)))
        panels.append(Panel((Line(result.time, difference.trace, "", 3),), Axis(f"{name}: b - a"), weight=0.6))
        break  # the first state; the others are in JSON and CSV
    panels += [Panel((Raster(run.spikes, series=i),), Axis(f"spikes {'ab'[i]}"), rows=1) for i, run in _both(result)]
    return Figure(tuple(panels), Axis("time", result.time_unit))


def _both(result: Any) -> list[tuple[int, Any]]:
    return [(0, result.a), (1, result.b)]


def _multi_simulate(result: Any) -> Figure:
    panels = []
    for i, run in enumerate(result.runs):
        first = run.model.states[0]
        panels.append(
            Panel((Line(run.time, run.states[first.name], "", i),), Axis(f"{i + 1}: {first.name}", first.unit))
        )
    return Figure(tuple(panels), Axis("time", result.runs[0].model.time_unit))


def _characterize(result: Any) -> Figure | None:
    return None if result.fi is None else _fi_curve(result.fi)


SHOWN_NEURONS = 60  # of each population in the raster


def _network(result: Any) -> Figure:
    """Rasters of the first neurons of both populations, and the population rates."""
    first = result.excitatory.neurons
    panels = []
    for series, (name, begin, count) in enumerate(
        (("excitatory", 0, first), ("inhibitory", first, result.inhibitory.neurons))
    ):
        shown = min(count, SHOWN_NEURONS)
        chosen = (result.spike_neurons >= begin) & (result.spike_neurons < begin + shown)
        raster = Raster(result.spike_times[chosen], result.spike_neurons[chosen] - begin, max(shown, 1), "", series)
        panels.append(Panel((raster,), Axis(f"{name}, {shown} of {count}")))
    rates = (
        Line(result.rate_times, result.excitatory.population_rate, "excitatory", 0),
        Line(result.rate_times, result.inhibitory.population_rate, "inhibitory", 1),
    )
    panels.append(Panel(rates, Axis("rate", "Hz", low=0.0), weight=0.7))
    return Figure(tuple(panels), Axis("time", result.time_unit))


FIGURES: dict[str, Callable[[Any], Figure | None]] = {
    "simulate": run_figure,
    "fi-curve": _fi_curve,
    "bifurcation": bifurcation_figure,
    "nullclines": nullclines_figure,
    "isi": _isi,
    "sta": _sta,
    "freq-response": _frequency_response,
    "compare": _compare,
    "multi-simulate": _multi_simulate,
    "characterize": _characterize,
    "network/ei": _network,
}


def figure_of(name: str, result: Any) -> Figure | None:
    """The picture of an operation's result, None where it has none."""
    return FIGURES[name](result) if name in FIGURES else None
