"""The studies that a command asks for: a run, an f-I curve, a phase plane, steady values, expectations, a program.

For the worker process. Each is a function of a request with `source`, `preset` and `folder`, and of the job.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kernels.analysis.fi import fi_curve
from kernels.analysis.nullclines import nullclines
from kernels.analysis.plain import plain
from kernels.analysis.steady_values import steady_values
from kernels.errors import Cancelled, RequestError
from kernels.export.generate import generate_code
from kernels.library import parse
from kernels.running.simulate import simulate
from kernels.verify import Verdict, verdicts
from lsp import worker_hardware
from lsp.preview_plots import summary_of

if TYPE_CHECKING:
    from kernels.worker_process import Answer, Job, Operation

SECONDS = 60.0  # that a study may take


def run(request: Mapping[str, Any], job: Job) -> Answer:
    """One run as numbers: a line that sums it up, the spikes' statistics, and how it was computed."""
    found = simulate(
        parse(request["source"]), **_settings(request, "preset", "folder"),
        progress=job.progress, cancelled=_limit(request, job),
    )  # fmt: skip
    return {
        "summary": summary_of(found), "spikeCount": len(found.spikes), "statistics": found.statistics.to_dict(),
        "duration": found.duration, "dt": found.dt, "method": found.method, "seed": found.seed,
        "timeUnit": found.model.time_unit, "warnings": list(found.warnings),
        "final": plain({name: float(values[-1]) for name, values in found.states.items()}),
    }, {}  # fmt: skip


def fi(request: Mapping[str, Any], job: Job) -> Answer:
    """Rates at constant drives over the input's range, the rheobase and the class of excitability."""
    model = parse(request["source"])
    found = fi_curve(
        model, **_settings(request, "preset"),
        progress=lambda fraction, values=None: job.progress(fraction), cancelled=_limit(request, job),
    )  # fmt: skip
    onset = f"rheobase {found.rheobase:.4g} {found.unit}".rstrip() if found.rheobase is not None else found.why_none
    kind = f", type {found.type}" if found.type else ""
    rates = [rate for rate in found.rates.tolist() if rate == rate]
    span = f"{min(rates):.4g} to {max(rates):.4g}" if rates else "no rates"
    unit = "1/step" if model.time_unit == "step" else "Hz"
    return plain(found) | {"summary": f"{span} {unit}; {onset}{kind}"}, {}


def phase(request: Mapping[str, Any], job: Job) -> Answer:
    """The phase plane of the first two plotted states: its nullclines and fixed points."""
    found = nullclines(parse(request["source"]), **_settings(request, "preset"), cancelled=_limit(request, job))
    points = [
        f"{one.type} at {found.x} = {one.x:.4g} {found.x_unit}".rstrip() + f", {found.y} = {one.y:.4g}"
        for one in found.fixed_points
    ]
    values = plain(found)
    del values["field"]  # arrows are for pictures
    return values | {"summary": "; ".join(points) or found.why_none or "no fixed point"}, {}


def steady(request: Mapping[str, Any], job: Job) -> Answer:
    """Where the states stand still, at rest and at the model's own drive; `unit` of each input."""
    model = parse(request["source"])
    found: dict[str, Any] = plain(steady_values(model, cancelled=_limit(request, job)))
    return found | {"units": {item.name: item.unit for item in model.inputs}}, {}


def verify(request: Mapping[str, Any], job: Job) -> Answer:
    """A verdict on every `expect` of the text, with its place in it; `start` is None for that on the default run."""
    model = parse(request["source"])
    found: list[dict[str, Any]] = []
    for verdict in verdicts(
        model, cancelled=_limit(request, job), threads=request.get("threads"), **_settings(request, "folder")
    ):
        found.append(_plain(verdict))
        job.progress(min(len(found) / max(len(model.expects), 1), 1.0))
    return {"verdicts": found}, {}


def generate(request: Mapping[str, Any], job: Job) -> Answer:
    """The model's own run as a program for another simulator."""
    model = parse(request["source"])
    program = generate_code(model, target=request["target"], **_settings(request, "preset"))
    return {
        "target": program.target, "text": program.text, "fileName": program.file_name, "command": program.command,
        "notes": list(program.notes),
    }, {}  # fmt: skip


def verilog(request: Mapping[str, Any], job: Job) -> Answer:
    """See `worker_hardware`."""
    return worker_hardware.verilog(request, job, _limit(request, job))


def hardware(request: Mapping[str, Any], job: Job) -> Answer:
    """See `worker_hardware`."""
    return worker_hardware.check(request, job, _limit(request, job))


def _limited(operation: Callable[[Mapping[str, Any], Job], Answer]) -> Operation:
    """The operation, which says so where it takes too long."""

    def limited(request: Mapping[str, Any], job: Job) -> Answer:
        try:
            return operation(request, job)
        except Cancelled:
            if job.cancelled():
                raise
            message = f"this takes longer than {request.get('seconds', SECONDS):g} s; do it with `sctui` in a terminal"
            raise RequestError("", message) from None

    return limited


STUDIES: dict[str, Operation] = {
    name: _limited(operation)
    for name, operation in (
        ("run", run), ("fi", fi), ("phase", phase), ("steady", steady), ("verify", verify), ("generate", generate),
        ("verilog", verilog), ("hardware", hardware),
    )
}  # fmt: skip


def _settings(request: Mapping[str, Any], *names: str) -> dict[str, Any]:
    found: dict[str, Any] = {name: request[name] for name in names if request.get(name) is not None}
    if "folder" in found:
        found["folder"] = Path(found["folder"])
    return found


def _limit(request: Mapping[str, Any], job: Job) -> Callable[[], bool]:
    end = time.monotonic() + request.get("seconds", SECONDS)
    return lambda: job.cancelled() or time.monotonic() > end


def _plain(verdict: Verdict) -> dict[str, Any]:
    if verdict.measured is None:
        measured = ""
    elif isinstance(verdict.measured, str):
        measured = verdict.measured
    else:
        measured = f"{verdict.measured:.6g} {verdict.unit}".rstrip()
    span = None if verdict.expect is None else verdict.expect.span
    return {
        "text": verdict.text, "holds": verdict.holds, "measured": measured, "problem": verdict.problem,
        "start": None if span is None else span.start, "end": None if span is None else span.end,
    }  # fmt: skip
