"""Curves over drive and frequency as pictures."""

from __future__ import annotations

from typing import Any

from sctui.plots.figure import Axis, Figure, Line, Panel


def fi_figure(result: Any) -> Figure:
    """Steady and first-interval rate over the drive."""
    lines = (
        Line(result.currents, result.rates, "steady", 0),
        Line(result.currents, result.first_isi_rates, "first interval", 1),
    )
    return Figure((Panel(lines, Axis("rate", "Hz", low=0.0)),), Axis("drive", result.unit))


def frequency_response_figure(result: Any) -> Figure:
    """Gain and phase of the rate, and the impedance, over the frequency."""
    panels = []
    if not result.why_no_gain:
        panels.append(Panel((Line(result.frequencies, result.gain, "", 0),), Axis("gain", result.gain_unit, low=0.0)))
        panels.append(Panel((Line(result.frequencies, result.phase, "", 1),), Axis("phase", "rad")))
    if not result.why_no_impedance:
        lines = (
            Line(result.frequencies, result.impedance, "linearised", 2),
            Line(result.frequencies, result.chirp_impedance, "by chirp", 3, dashed=True),
        )
        panels.append(Panel(lines, Axis("impedance", result.impedance_unit, low=0.0)))
    if not panels:
        panels.append(Panel((Line(result.frequencies, result.rate, "", 0),), Axis("rate")))
    return Figure(tuple(panels), Axis("frequency", result.frequency_unit, log=True))
