"""The operations on the two intermediate forms: build, verify, print as Verilog, co-simulate.

`dataflow` is the integer circuit that every model's hardware is printed from; `stochastic` computes with streams of
bits and takes leaky integrate-and-fire neurons alone. A text says itself which of them it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, MOST_NEURONS, NEURONS, Printed, printed
from hdl.ir.text import to_text as circuit_text
from hdl.ir_texts import FORMS, files_of, form_of, name_in, problems_in
from hdl.judges.cosim import SIMULATORS, CosimReport, cosim, simulate_files
from hdl.options import CircuitOptions, CircuitRequest
from hdl.quantised import integer_run
from hdl.rtl import circuit_of
from hdl.spikes import agree, disagreement
from hdl.stochastic.build import STOCHASTIC, StochasticModel, build_stochastic, stimulus_of
from hdl.stochastic.files import printed_graph
from hdl.stochastic.nodes import CODINGS, ENCODERS
from hdl.stochastic.text import Problem, is_name, to_text
from kernels.analysis.options import Progress, Question, asked
from kernels.errors import RequestError, quoted, unknown
from kernels.language.model import Model
from kernels.request_values import whole_number

STEPS = 200  # of a co-simulation


def _of_dataflow(name: str) -> Any:
    """A field of the circuit's, which is one of the form dataflow here."""
    item = CircuitRequest.__dataclass_fields__[name]
    return field(default=item.default, metadata={**item.metadata, "doc": f"dataflow: {item.metadata['doc']}"})


@dataclass(frozen=True, slots=True)
class IrBuildRequest(CircuitRequest):
    """Which form, and its settings."""

    form: str = asked("dataflow: the integer circuit; stochastic: streams of bits", "dataflow", choices=FORMS)
    name: str = asked("name of the circuit; from the title without one", "")
    format: str = _of_dataflow("format")
    guard: int | None = _of_dataflow("guard")
    segments: int | None = _of_dataflow("segments")
    operands: int | None = _of_dataflow("operands")
    rate_error: float = _of_dataflow("rate_error")
    coincidence: float = _of_dataflow("coincidence")
    encoder: str = asked("stochastic: what draws the bits", STOCHASTIC.encoder, choices=tuple(ENCODERS))
    coding: str = asked("stochastic: what a stream stands for", STOCHASTIC.coding, choices=CODINGS)
    length: int = asked("stochastic: bits of a stream, a power of two", STOCHASTIC.length, low=2, high=1 << 16)
    width: int = asked("stochastic: bits of the random values", STOCHASTIC.width, low=3, high=24)
    bits: int = asked("stochastic: bits of the potential", STOCHASTIC.bits, low=8, high=40)


@dataclass(frozen=True, slots=True)
class IrBuilt:
    """A model in a form. `operations` counts its nodes, `notes` say what became what; `rate_error` and `coincidence`
    compare its spikes with float64's in the model's own run, NaN without spikes.
    """

    form: str
    name: str
    text: str
    operations: Mapping[str, int]
    notes: tuple[str, ...]
    rate_error: float
    coincidence: float
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IrVerifyRequest:
    """The text that is verified."""

    text: str = asked("a text in either form")


@dataclass(frozen=True, slots=True)
class IrVerified:
    """Whether a text is well formed; every problem has its line, 0 where it is about the whole."""

    form: str
    name: str
    valid: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class IrEmitRequest(IrBuildRequest):
    """What is printed: a text, or the model in a form."""

    form: str = asked("the text's own, or the model's", "auto", choices=("auto", *FORMS))
    text: str = asked("a text in either form, instead of a model", "")
    arch: str = asked("dataflow of a model: architecture", "single", choices=ARCHITECTURES)
    neurons: int = asked("dataflow of a model: neurons of an array", NEURONS, low=2, high=MOST_NEURONS)


@dataclass(frozen=True, slots=True)
class IrEmitted:
    """Files by name; `latency` counts clocks from a step to its result."""

    form: str
    name: str
    files: Mapping[str, str]
    latency: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IrCosimRequest(IrEmitRequest):
    """What is simulated, and for how long."""

    steps: int = asked("steps under each stimulus", STEPS, low=1, high=1_000_000)
    seeds: int = asked("random stimuli beside the model's own", 1, low=0, high=20)
    tool: str = asked("simulator: iverilog, the netlist that yosys reads, or the one that is there", "auto",
                      choices=SIMULATORS)  # fmt: skip


SETTINGS = {  # of a form, which mean nothing in the other
    "dataflow": (*(f.name for f in fields(CircuitRequest)), "arch", "neurons"),
    "stochastic": ("encoder", "coding", "length", "width", "bits"),
}


def ir_build(
    model: Model,
    *,
    form: str = "dataflow",
    name: str = "",
    encoder: str = STOCHASTIC.encoder,
    coding: str = STOCHASTIC.coding,
    length: int = STOCHASTIC.length,
    width: int = STOCHASTIC.width,
    bits: int = STOCHASTIC.bits,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> IrBuilt:
    """A model in a form. Refused, with the reason, where it has none; RequestError for a setting that does not fit."""
    if form not in FORMS:
        raise unknown("form", "form", form, FORMS)
    _check_name(name)
    streams = {"encoder": encoder, "coding": coding, "length": length, "width": width, "bits": bits}
    settings = _of_form(form, {**circuit, **streams})
    if form == "stochastic":
        made = build_stochastic(model, name=name, progress=progress, cancelled=cancelled, **settings)
        built = IrBuilt(
            form, made.graph.name, to_text(made.graph), made.operations, made.graph.notes, made.rate_error,
            made.coincidence, made.warnings,
        )  # fmt: skip
    else:
        compiled = circuit_of(model, name=name, cancelled=cancelled, **settings)
        own = compiled.measured.run
        spikes = integer_run(compiled, own, cancelled=cancelled).spikes
        agreement = agree(model, own.spikes, spikes, own.n_steps * own.dt)
        counts = dict(Counter(type(n).__name__.lower() for n in compiled.circuit.nodes))
        built = IrBuilt(
            form, compiled.circuit.name, circuit_text(compiled.circuit), counts, (), *agreement,
            compiled.warnings + disagreement(compiled, spikes, agreement, circuit),
        )  # fmt: skip
    if progress is not None:
        progress(1.0)
    return built


def ir_verify(*, text: str) -> IrVerified:
    """The faults of a text: all of a stochastic one, the first of a dataflow. RequestError where it is neither form."""
    form = form_of(text)
    problems = problems_in(text, form)
    return IrVerified(form, name_in(text, form), not problems, problems)


def ir_emit(
    model: Model | None = None,
    *,
    text: str = "",
    form: str = "auto",
    arch: str = "single",
    neurons: int = NEURONS,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **settings: Any,
) -> IrEmitted:
    """The Verilog files of a text, or of a model in a form. CircuitError or GraphError for a text that does not verify.

    `settings` are those of `ir_build` and of a run.
    """
    form = _form(model, text, form, settings)
    warnings: tuple[str, ...] = ()
    if model is None:
        _no_model(settings | {"arch": arch, "neurons": neurons})
        made = files_of(text, form)
    elif form == "stochastic":
        built = _stochastic(model, settings | {"arch": arch, "neurons": neurons}, cancelled)
        made, warnings = printed_graph(built.graph), built.warnings
    else:
        compiled = circuit_of(model, cancelled=cancelled, **_of_form(form, settings))
        made, warnings = printed(compiled, arch, neurons=neurons), compiled.warnings
    if progress is not None:
        progress(1.0)
    return IrEmitted(form, made.module.name, made.files, made.module.latency, warnings)


def ir_cosim(
    model: Model | None = None,
    *,
    text: str = "",
    form: str = "auto",
    arch: str = "single",
    neurons: int = NEURONS,
    steps: int = STEPS,
    seeds: int = 1,
    tool: str = "auto",
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **settings: Any,
) -> CosimReport:
    """The printed files in a simulator against the bit-true run, under the model's own stimulus and random ones.

    A text has random ones alone. ToolError where no simulator is there, or it fails.
    """
    form = _form(model, text, form, settings)
    steps = whole_number("steps", steps, 1, 1_000_000)
    seeds = whole_number("seeds", seeds, 0, 20)
    if model is not None and form == "dataflow":
        return cosim(model, arch=arch, neurons=neurons, steps=steps, seeds=seeds, tool=tool, progress=progress,
                     cancelled=cancelled, **_of_form(form, settings))  # fmt: skip
    runs: list[tuple[str, Printed]] = []
    if model is None:
        _no_model(settings | {"arch": arch, "neurons": neurons})
    else:
        built = _stochastic(model, settings | {"arch": arch, "neurons": neurons}, cancelled)
        text = to_text(built.graph)
        own = {name: values[:steps] for name, values in stimulus_of(built.graph, built.ports, built.run).items()}
        runs.append(("the model's own", printed_graph(built.graph, min(steps, built.run.n_steps), own)))
    runs += [
        (f"random, seed {seed}", files_of(text, form, steps, seed))
        for seed in range(max(seeds, 1) if model is None else seeds)
    ]
    done = []
    for k, (stimulus, made) in enumerate(runs, 1):
        done.append(simulate_files(made, stimulus, cancelled, tool))
        if progress is not None:
            progress(k / len(runs))
    return CosimReport(runs[0][1].module.name, all(one.passed for one in done), tuple(done))


def _form(model: Model | None, text: str, form: str, settings: Mapping[str, Any]) -> str:
    """The form that is meant."""
    if form not in ("auto", *FORMS):
        raise unknown("form", "form", form, ("auto", *FORMS))
    if model is not None:
        if text:
            raise RequestError("text", "there is a model as well; give one of them")
        _check_name(settings.get("name"))
        return "dataflow" if form == "auto" else form
    found = form_of(text)
    if form not in ("auto", found):
        raise RequestError("form", f"{form}, and the text is {found}")
    return found


def _check_name(name: Any) -> None:
    if name and not (isinstance(name, str) and is_name(name)):
        raise RequestError("name", f"{quoted(str(name))} is none: a letter, then letters, digits and _")


def _no_model(settings: Mapping[str, Any]) -> None:
    """Refuses settings of a model beside a text: it has its own."""
    defaults = {f.name: f.default for f in fields(IrEmitRequest)}
    for name, value in settings.items():
        if value is not None and value != defaults.get(name):
            raise RequestError(name, "is a setting of a model, and there is a text alone")


def _stochastic(model: Model, settings: Mapping[str, Any], cancelled: Question | None) -> StochasticModel:
    return build_stochastic(model, compare=False, cancelled=cancelled, **_of_form("stochastic", settings))


def _of_form(form: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without those of the other form. RequestError for one of these that is not what it is by itself."""
    other = next(one for one in FORMS if one != form)
    defaults = {f.name: f.default for f in fields(IrEmitRequest)}
    for name in SETTINGS[other]:
        if settings.get(name, defaults[name]) not in (None, defaults[name]):
            raise RequestError(name, f"is a setting of the form {other}, and the form is {form}")
    return {name: value for name, value in settings.items() if name not in SETTINGS[other]}
