"""What does a run look like? The plots of the preview's views, as `editors/vscode/src/preview.ts` describes them.

For the worker process. A plot is a mapping of `title`, `x` and `y` (label and unit) and `lines`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kernels.analysis.decimation import X_DIGITS, Array, decimated, short_numbers, spaced
from kernels.analysis.fi import fi_curve
from kernels.analysis.observe import observe, unit_of
from kernels.errors import KernelsError, RequestError
from kernels.language.model import Model
from kernels.running.result import Run
from kernels.running.simulate import simulate
from lsp.preview_controls import levels
from lsp.preview_nullclines import Curve, nullcline_curves

Plot = dict[str, Any]

MOST_SPIKES = 2_000
MOST_LINES = 12
FI_DRIVES = 31
_TIME = {"step": ("step", "")}


class Drawn(NamedTuple):
    """One view: its plots, the spike times on their x axis, how many there are, and a line that sums it up."""

    plots: list[Plot]
    spikes: list[float | None]
    spike_count: int
    summary: str


class Settings(NamedTuple):
    """The settings of a view's runs: what `simulate` takes, the pixels across, and how to report and stop.

    `whole`: with what takes longer than the run, the nullclines of a phase plane.
    """

    options: Mapping[str, Any]
    width: int
    whole: bool
    progress: Callable[[float], Any]
    cancelled: Callable[[], bool]


def traces(model: Model, settings: Settings) -> Drawn:
    """The traces that the model asks to be plotted, those of one unit together, and its inputs below."""
    run = _run(model, settings)
    label, unit = _TIME.get(model.time_unit, ("t", model.time_unit))
    grouped: dict[str, list[tuple[str, Array]]] = {}
    shown = [name for name in model.plot if name not in run.inputs] or [model.states[0].name]
    for name in shown[:MOST_LINES]:
        try:
            grouped.setdefault(unit_of(model, name), []).append((name, observe(run, name)))
        except KernelsError:
            continue  # an expression with random numbers has no trace; `sctui check` says so
    if not grouped:
        first = model.states[0]
        grouped[first.unit] = [(first.name, run.states[first.name])]
    inputs: dict[str, list[tuple[str, Array]]] = {}
    for name, values in list(run.inputs.items())[:MOST_LINES]:
        inputs.setdefault(unit_of(model, name), []).append((name, values))
    plots = [
        _plot(
            ", ".join(name for name, _ in group), (label, unit), (group[0][0] if len(group) == 1 else "", its_unit),
            [_line(name, *decimated(run.time, values, settings.width)) for name, values in group],
        )
        for its_unit, group in (*grouped.items(), *inputs.items())
    ]  # fmt: skip
    return Drawn(plots, _spikes(run), len(run.spikes), summary_of(run))


def phase(model: Model, settings: Settings) -> Drawn:
    """The way of the run through the plane of two states, the plotted ones first, with nullclines and fixed points."""
    names = [state.name for state in model.states]
    if len(names) < 2:
        raise RequestError("", f"a phase plane needs two states; this model has one, {names[0]}")
    run = _run(model, settings)
    x, y = list(dict.fromkeys([name for name in model.plot if name in names] + names))[:2]
    way = _line(f"{x}, {y}", *spaced(run.states[x], run.states[y], 4 * settings.width))
    nothing: tuple[list[Curve], str] = [], ""
    curves, why_none = (
        nullcline_curves(model, x, y, settings.options, settings.cancelled) if settings.whole else nothing
    )
    plot = _plot("", (x, unit_of(model, x)), (y, unit_of(model, y)), [way, *(curve._asdict() for curve in curves)])
    summary = summary_of(run)
    return Drawn([plot], [], len(run.spikes), f"{summary}; {why_none}" if why_none else summary)


def fi(model: Model, settings: Settings) -> Drawn:
    """Firing rates at constant drives over the range of the first input, else up to twice its level."""
    options = dict(settings.options)
    first = model.inputs[0] if model.inputs else None
    given = dict(options.pop("inputs", {}))
    options.pop("folder", None)  # its drives are constant
    if first is not None:
        if first.high is None:
            options |= _upper_end(model, options.get("preset"), given)
        given.pop(first.name, None)
    found = fi_curve(
        model, i_steps=FI_DRIVES, refine=False, inputs=given, progress=_share(settings.progress),
        cancelled=settings.cancelled, **options,
    )  # fmt: skip
    assert first is not None  # fi_curve refuses a model without input
    unit = "1/step" if model.time_unit == "step" else "Hz"
    lines = [
        _line("steady rate", found.currents, found.rates),
        _line("first interval", found.currents, found.first_isi_rates, "dashed"),
    ]
    rates = [rate for rate in found.rates.tolist() if math.isfinite(rate)]
    parts = [f"{min(rates):.4g} to {max(rates):.4g} {unit}" if rates else "no rate"]
    parts += [f"{len(found.failed)} of {FI_DRIVES} runs failed"] if found.failed else []
    plot = _plot("", (first.name, found.unit), ("rate", unit), lines)
    return Drawn([plot], [], 0, ", ".join(parts))


VIEWS: dict[str, Callable[[Model, Settings], Drawn]] = {"traces": traces, "phase": phase, "fi": fi}


def summary_of(run: Run) -> str:
    """`31 spikes in 500 ms, 62 Hz, ISI 15.9 ms, CV 0`, and what the run warns of."""
    unit = "steps" if run.model.time_unit == "step" else run.model.time_unit
    statistics = run.statistics
    found = [f"{len(run.spikes)} spike{'' if len(run.spikes) == 1 else 's'} in {run.duration:g} {unit}"]
    if len(run.spikes):
        found.append(f"{statistics.rate:.4g} {statistics.rate_unit}")
    if math.isfinite(statistics.isi_mean):
        found.append(f"ISI {statistics.isi_mean:.4g} {unit}")
    if math.isfinite(statistics.isi_cv):
        found.append(f"CV {statistics.isi_cv:.2g}" if statistics.isi_cv > 1e-6 else "CV 0")
    return "; ".join([", ".join(found), *run.warnings])


def _run(model: Model, settings: Settings) -> Run:
    return simulate(model, **settings.options, progress=settings.progress, cancelled=settings.cancelled)


def _upper_end(model: Model, preset: str | None, given: Mapping[str, float]) -> dict[str, float]:
    """Twice the level that the first input has, where its range says nothing; empty where that is not above 0."""
    first = model.inputs[0]
    level = given.get(first.name, levels(model, preset).get(first.name, 0.0))
    return {"i_max": 2.0 * level} if level > max(first.low or 0.0, 0.0) else {}


def _share(progress: Callable[[float], Any]) -> Callable[..., Any]:
    return lambda fraction, values=None: progress(fraction)


def _spikes(run: Run) -> list[float | None]:
    return short_numbers(run.spikes[:: -(-len(run.spikes) // MOST_SPIKES) or 1], X_DIGITS)


def _line(name: str, x: Array, y: Array, style: str = "line") -> dict[str, Any]:
    return {"name": name, "x": short_numbers(x, X_DIGITS), "y": short_numbers(y), "style": style}


def _plot(title: str, x: tuple[str, str], y: tuple[str, str], lines: list[dict[str, Any]]) -> Plot:
    def axis(of: tuple[str, str]) -> dict[str, str]:
        return {"label": of[0], "unit": of[1]}

    return {"title": title, "x": axis(x), "y": axis(y), "lines": lines}
