"""`compile_model`: a model as Verilog files, with a report about what was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from hdl.compile import Compiled, compile_circuit
from hdl.files import ARCHITECTURES, MOST_NEURONS, NEURONS, printed
from hdl.fixed.search import narrowest
from hdl.ir.verify import NAME
from hdl.options import HARDWARE, asked_format
from hdl.quantised import integer_run
from hdl.spikes import agree, disagreement
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import RequestError, quoted, unknown
from kernels.language.model import Model

LONGEST_NAME, LONGEST_SLUG = 64, 40


@dataclass(frozen=True, slots=True)
class CompileRequest:
    """How a model becomes hardware, beside the settings of its runs, which are baked in."""

    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    arch: str = asked("architecture", "single", choices=ARCHITECTURES)
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    neurons: int = asked("neurons of an array", NEURONS, low=2, high=MOST_NEURONS)
    registers: str = asked("parameters that stay writable, separated by commas", "")
    name: str = asked("name of the module; from the title without one", "")


@dataclass(frozen=True, slots=True)
class PortReport:
    """A port: name in the model, format, the range it may have or saturates at, bits behind the point inside."""

    name: str
    format: str
    low: float
    high: float
    inside: int


@dataclass(frozen=True, slots=True)
class Rtl:
    """The files of a model's hardware and what to know about it. `operations` counts the nodes of the dataflow.

    `rate_error` and `coincidence` compare its spikes with float64's in the model's own run, NaN without spikes.
    """

    name: str
    files: Mapping[str, str]
    states: tuple[PortReport, ...]
    inputs: tuple[PortReport, ...]
    writable: tuple[PortReport, ...]
    operations: Mapping[str, int]
    tables: tuple[Mapping[str, Any], ...]
    latency: int
    method: str
    dt: float
    rate_error: float
    coincidence: float
    warnings: tuple[str, ...]
    time_unit: str = ""


def compile_model(
    model: Model,
    *,
    format: str = "16",
    arch: str = "single",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    neurons: int = NEURONS,
    registers: str = "",
    name: str = "",
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Rtl:
    """Compiles a model to Verilog. RequestError naming the value where a format does not hold it, Refused (a
    ModelError) with the reason where the model cannot become hardware.
    """
    if arch not in ARCHITECTURES:
        raise unknown("arch", "architecture", arch, ARCHITECTURES)
    compiled = circuit_of(
        model, format=format, guard=guard, segments=segments, registers=registers, name=name, cancelled=cancelled,
        **run,
    )  # fmt: skip
    made = printed(compiled, arch, neurons=neurons)
    own = compiled.measured.run
    spikes = integer_run(compiled, own, cancelled=cancelled).spikes
    agreement = agree(model, own.spikes, spikes, own.n_steps * own.dt)
    noisy = bool(compiled.circuit.sources)
    if progress is not None:
        progress(1.0)
    return Rtl(
        name=made.module.name,
        files=made.files,
        states=tuple(
            PortReport(n, str(k.port), *k.range, k.point) for n, k in compiled.layout.states.items()
        ),
        inputs=tuple(PortReport(n, str(e.form), *e.range, e.form.n) for n, e in compiled.layout.inputs.items()),
        writable=tuple(PortReport(n, str(e.form), *e.range, e.form.n) for n, e in compiled.layout.parameters.items()),
        operations=dict(Counter(type(n).__name__.lower() for n in compiled.circuit.nodes)),
        tables=tuple({"name": t.name, "of": t.of, "segments": t.segments, "bits": t.bits, "error": t.error,
             "bound": t.bound}
                     for t in compiled.lowered.tables),
        latency=made.module.latency,
        method=own.method,
        dt=own.dt,
        rate_error=agreement[0],
        coincidence=agreement[1],
        warnings=compiled.warnings + disagreement(own.spikes, spikes, agreement, noisy),
        time_unit=model.time_unit,
    )  # fmt: skip


def circuit_of(
    model: Model,
    *,
    format: str = "16",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    registers: str = "",
    name: str = "",
    cancelled: Question | None = None,
    **run: Any,
) -> Compiled:
    """The circuit of a model with the settings of the hardware operations."""
    chosen = tuple(word.strip() for word in registers.split(",") if word.strip())
    for word in chosen:
        if word not in {p.name for p in model.parameters}:
            raise unknown("registers", "parameter", word, [p.name for p in model.parameters])
    form = asked_format(format)
    if name and not (isinstance(name, str) and NAME.fullmatch(name) and len(name) <= LONGEST_NAME):
        raise RequestError("name", f"{quoted(str(name))} is none: a letter, then letters, digits and _, at most 64")
    module = name or slug(model.title)
    if form == "auto":
        if chosen:
            raise RequestError("registers", "with writable parameters the format has to be named, not auto")
        return narrowest(model, module, guard=guard, cancelled=cancelled, **run).compiled
    return compile_circuit(model, module, format=form, guard=guard, segments=segments, registers=chosen, **run)


def slug(title: str) -> str:
    """A module's name from a title."""
    words = "".join(c.lower() if c.isascii() and c.isalnum() else " " for c in title).split()
    name = "_".join(words)
    if len(name) > LONGEST_SLUG:
        name = name[: LONGEST_SLUG + 1].rpartition("_")[0] or name[:LONGEST_SLUG]
    name = name or "neuron"
    return name if name[0].isalpha() else f"n_{name}"
