"""Networks as pictures."""

from __future__ import annotations

from typing import Any

from sctui.plots.figure import Axis, Figure, Line, Panel, Raster

SHOWN_NEURONS = 60  # of each population in the raster


def network_figure(result: Any) -> Figure:
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


def spectrum_figure(result: Any) -> Figure:
    """Power spectra of the population rates."""
    lines = tuple(
        Line(found.frequencies, found.spectrum, name, series)
        for series, (name, found) in enumerate((("excitatory", result.excitatory), ("inhibitory", result.inhibitory)))
    )
    return Figure((Panel(lines, Axis("power of the rate", "Hz", log=True)),), Axis("frequency", "Hz"))
