"""A model as Verilog, or the reason why it cannot become hardware.

For the worker process; a request has `source`, `preset`, `folder`, `format` and `architecture`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kernels.analysis.plain import plain
from kernels.library import parse

if TYPE_CHECKING:
    from hdl.refusal import Refused
    from hdl.rtl import Rtl
    from kernels.worker_process import Answer, Job

# The compiler to hardware takes 0.1 s to import, which most workers never need: each function imports it.


def verilog(request: Mapping[str, Any], job: Job, cancelled: Callable[[], bool]) -> Answer:
    """The files of the hardware, its module's text, and a line about it; or `refused`, with reason and message."""
    from hdl.refusal import Refused
    from hdl.rtl import compile_model

    try:
        made = compile_model(
            parse(request["source"]), format=request["format"], arch=request["architecture"],
            progress=job.progress, cancelled=cancelled, **_settings(request),
        )  # fmt: skip
    except Refused as refusal:
        return _refused(refusal), {}
    return {
        "refused": None, "name": made.name, "fileName": f"{made.name}.v", "text": made.files[f"{made.name}.v"],
        "files": dict(made.files), "summary": _summary(made), "warnings": list(made.warnings),
        "states": plain(made.states), "latency": made.latency,
    }, {}  # fmt: skip


def check(request: Mapping[str, Any], job: Job, cancelled: Callable[[], bool]) -> Answer:
    """Whether the model's circuit can be made: `refused` is None then, else reason and message."""
    from hdl.refusal import Refused
    from hdl.rtl import circuit_of

    try:
        circuit_of(parse(request["source"]), format=request["format"], cancelled=cancelled, **_settings(request))
    except Refused as refusal:
        return _refused(refusal), {}
    return {"refused": None}, {}


def _refused(refusal: Refused) -> dict[str, Any]:
    from hdl.refusal import ADVICE

    advice = ADVICE.get(refusal.reason, "")
    return {"refused": {"reason": refusal.reason, "message": str(refusal), "advice": advice}}


def _settings(request: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the model's runs."""
    found: dict[str, Any] = {}
    if request.get("preset") is not None:
        found["preset"] = request["preset"]
    if request.get("folder") is not None:
        found["folder"] = Path(request["folder"])
    return found


def _summary(made: Rtl) -> str:
    """`leaky.v: v Q8.8; 1 clock cycle a step; spikes as in float64`, and what there is to warn of."""
    ports = ", ".join(f"{one.name} {one.format}" for one in made.states)
    cycles = f"{made.latency} clock cycle{'' if made.latency == 1 else 's'} a step"
    parts = [ports, cycles]
    if made.coincidence == made.coincidence:
        same = "spikes as in float64" if made.coincidence == 1.0 else f"{made.coincidence:.1%} of the spikes coincide"
        parts.append(same)
    return f"{made.name}.v: " + "; ".join([*parts, *made.warnings])
