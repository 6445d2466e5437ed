"""`compile_model`: a model as Verilog files, with a report about what was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from hdl.compile import Compiled
from hdl.files import ARCHITECTURES, NEURONS, printed
from hdl.fixed.agreeing import agreeing
from hdl.fixed.search import narrowest
from hdl.fixed.target import Target
from hdl.ir.verify import NAME
from hdl.kept_circuits import kept_circuit
from hdl.lowering.tables import FEWEST, MOST_SEGMENTS
from hdl.options import (
    HARDWARE,
    LEAST_OPERANDS,
    MOST_GUARD,
    MOST_OPERANDS,
    CircuitOptions,
    ModuleRequest,
    asked_format,
)
from hdl.quantised import integer_run
from hdl.roms import roms
from hdl.spikes import agree, disagreement
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.errors import RequestError, quoted, unknown
from kernels.language.model import Model
from kernels.request_values import finite_number, whole_number

LONGEST_NAME, LONGEST_SLUG = 64, 40


@dataclass(frozen=True, slots=True)
class CompileRequest(ModuleRequest):
    """How a model becomes hardware, beside the settings of its runs, which are baked in."""

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
    operands: int  # bits of a multiplier's operand
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
    arch: str = "single",
    neurons: int = NEURONS,
    registers: str = "",
    name: str = "",
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Rtl:
    """Compiles a model to Verilog. RequestError naming the value where a format does not hold it, Refused (a
    ModelError) with the reason where the model cannot become hardware.
    """
    if arch not in ARCHITECTURES:
        raise unknown("arch", "architecture", arch, ARCHITECTURES)
    compiled = circuit_of(model, registers=registers, name=name, cancelled=cancelled, **circuit)
    made = printed(compiled, arch, neurons=neurons)
    own = compiled.measured.run
    spikes = integer_run(compiled, own, cancelled=cancelled).spikes
    agreement = agree(model, own.spikes, spikes, own.n_steps * own.dt)
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
        operands=compiled.layout.precision.port,
        tables=roms(compiled),
        latency=made.module.latency,
        method=own.method,
        dt=own.dt,
        rate_error=agreement[0],
        coincidence=agreement[1],
        warnings=compiled.warnings + disagreement(compiled, spikes, agreement, circuit),
        time_unit=model.time_unit,
    )  # fmt: skip


def circuit_of(
    model: Model,
    *,
    format: str = HARDWARE.format,
    guard: int | None = None,
    segments: int | None = None,
    operands: int | None = None,
    rate_error: float = HARDWARE.rate_error,
    coincidence: float = HARDWARE.coincidence,
    registers: str = "",
    name: str = "",
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> Compiled:
    """The circuit of a model with the settings of the hardware operations: every one of them comes here.

    RequestError for a setting out of its bounds, or one that the format does not leave open. `rate_error` and
    `coincidence` are the target of the format auto, which chooses the segments itself.
    """
    guard = None if guard is None else whole_number("guard", guard, 0, MOST_GUARD)
    segments = None if segments is None else whole_number("segments", segments, FEWEST, MOST_SEGMENTS)
    operands = None if operands is None else whole_number("operands", operands, LEAST_OPERANDS, MOST_OPERANDS)
    target = Target(_share("rate_error", rate_error), _share("coincidence", coincidence))
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
        for own, value in (("segments", segments), ("operands", operands)):
            if value is not None:
                raise RequestError(own, "go with the bits that auto finds; name a format to choose them")
        found = {"auto": True, "guard": guard, "rate_error": target.rate_error, "coincidence": target.coincidence}
        return kept_circuit(
            model, module, found | run,
            lambda: narrowest(model, module, target=target, guard=guard, cancelled=cancelled, **run).compiled,
        )  # fmt: skip
    if target != Target():
        own = "rate_error" if target.rate_error != HARDWARE.rate_error else "coincidence"
        raise RequestError(own, f"is the target of the format auto, and the format is {quoted(format)}")
    inside: dict[str, Any] = {"guard": guard, "segments": segments, "operands": operands}
    inside |= {"format": form, "registers": chosen}
    return kept_circuit(
        model, module, inside | run, lambda: agreeing(model, module, cancelled=cancelled, **inside, **run)
    )


def _share(name: str, value: float) -> float:
    found = finite_number(name, value)
    if not 0.0 <= found <= 1.0:
        raise RequestError(name, "has to be from 0 to 1")
    return found


def slug(title: str) -> str:
    """A module's name from a title."""
    words = "".join(c.lower() if c.isascii() and c.isalnum() else " " for c in title).split()
    name = "_".join(words)
    if len(name) > LONGEST_SLUG:
        name = name[: LONGEST_SLUG + 1].rpartition("_")[0] or name[:LONGEST_SLUG]
    name = name or "neuron"
    return name if name[0].isalpha() else f"n_{name}"
