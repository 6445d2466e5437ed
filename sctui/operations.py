"""The table of operations: one function behind every door, by its name, its request and a line about it.

The terminal's views, `sctui NAME`, `sctui call NAME` and HTTP all go through `perform`, so a number seen in one is the
number seen in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `home` and `function` say where its function is, `request` the dataclass of its own fields there.

    `subject`: the request is about a model (`equations`, `source` or `model`), the function's first argument.
    `runs`: it takes the common settings of a run. `works`: it takes `progress` and `cancelled`.
    """

    name: str
    help: str
    home: str
    function: str
    request: str
    subject: bool = True
    runs: bool = True
    works: bool = True
    modelless: bool = False  # the subject may be left out: the function then gets None


def _plain(name: str, help: str, home: str, function: str, request: str) -> Operation:
    """An operation without a model, runs or long work."""
    return Operation(name, help, home, function, request, subject=False, runs=False, works=False)


_RUNNING, _ANALYSIS = "kernels.running", "kernels.analysis"
_IR, _JUDGES = "hdl.ir_operations", "hdl.judges"

_TABLE = (
    Operation("simulate", "one run: traces, spikes, statistics", f"{_RUNNING}.simulate", "simulate", "SimulateRequest"),
    Operation("fi-curve", "firing rate against constant drive", f"{_ANALYSIS}.fi", "fi_curve", "FiCurveRequest"),
    Operation("heatmap", "a measure over two parameters", f"{_ANALYSIS}.heatmap", "heatmap", "HeatmapRequest"),
    Operation(
        "bifurcation",
        "attractors and equilibria over a parameter",
        f"{_ANALYSIS}.bifurcation",
        "bifurcation",
        "BifurcationRequest",
    ),
    Operation(
        "nullclines",
        "phase plane: nullclines, fixed points, field",
        f"{_ANALYSIS}.nullclines",
        "nullclines",
        "NullclinesRequest",
    ),
    Operation(
        "sensitivity",
        "which parameters matter, ranked",
        f"{_ANALYSIS}.sensitivity",
        "sensitivity",
        "SensitivityRequest",
    ),
    Operation(
        "compare",
        "two runs and how far they are apart",
        f"{_ANALYSIS}.compare",
        "compare",
        "CompareRequest",
        subject=False,
        runs=False,
    ),
    Operation(
        "multi-simulate",
        "two to four runs side by side",
        f"{_ANALYSIS}.compare",
        "multi_simulate",
        "MultiSimulateRequest",
        subject=False,
        runs=False,
    ),
    Operation(
        "isi",
        "intervals between spikes: histograms, return map, variation",
        f"{_ANALYSIS}.isi",
        "isi",
        "IsiRequest",
        modelless=True,
    ),
    Operation(
        "classify",
        "firing pattern of a run or of spike times, with evidence",
        f"{_ANALYSIS}.pattern",
        "classify",
        "ClassifyRequest",
        modelless=True,
    ),
    Operation("sta", "mean stimulus and voltage around spikes under noise", f"{_ANALYSIS}.sta", "sta", "StaRequest"),
    Operation(
        "network/ei",
        "balanced excitatory-inhibitory network",
        "kernels.network.ei",
        "ei_network",
        "EiRequest",
        modelless=True,
    ),
    Operation(
        "precision", "float64 beside the bit-true run of the circuit", "hdl.precision", "precision", "PrecisionRequest"
    ),
    Operation(
        "compile", "a model as Verilog with its testbench, and a report", "hdl.rtl", "compile_model", "CompileRequest"
    ),
    Operation(
        "ir/inspect",
        "equations, dataflow and Verilog, and what belongs together in them",
        "hdl.inspect",
        "inspection",
        "InspectRequest",
    ),
    Operation("ir/build", "a model as dataflow, or as streams of bits", _IR, "ir_build", "IrBuildRequest"),
    _plain("ir/verify", "what is wrong with a text in an intermediate form", _IR, "ir_verify", "IrVerifyRequest"),
    Operation(
        "ir/emit-sv", "Verilog of a text in an intermediate form", _IR, "ir_emit", "IrEmitRequest", modelless=True
    ),
    Operation(
        "ir/cosim",
        "that Verilog in a simulator, against the bit-true run",
        _IR,
        "ir_cosim",
        "IrCosimRequest",
        modelless=True,
    ),
    Operation(
        "ir/stream-error",
        "how the error of streams of bits falls with their length",
        "hdl.stochastic.stream_error",
        "stream_error",
        "StreamErrorRequest",
        subject=False,
        runs=False,
    ),
    Operation("synth/run", "what the circuit needs of one FPGA, by Yosys", f"{_JUDGES}.synth", "synth", "SynthRequest"),
    Operation(
        "synth/multi-target",
        "what the circuit needs of four FPGAs, by Yosys",
        f"{_JUDGES}.multi_target",
        "multi_target",
        "MultiTargetRequest",
    ),
    Operation(
        "synth/file",
        "what a Verilog file needs of one FPGA, by Yosys",
        f"{_JUDGES}.synth_file",
        "synth_file",
        "SynthFileRequest",
        subject=False,
        runs=False,
    ),
    Operation(
        "synth/estimate",
        "what the circuit will need of one FPGA, in a moment, without a tool",
        f"{_JUDGES}.estimate",
        "estimate",
        "EstimateRequest",
    ),
    Operation(
        "synth/pnr",
        "placed and routed by nextpnr: clock frequency and slowest path",
        f"{_JUDGES}.pnr",
        "pnr",
        "PnrRequest",
    ),
    Operation(
        "synth/pnr-file",
        "a Verilog file placed and routed by nextpnr: clock frequency and slowest path",
        f"{_JUDGES}.pnr_file",
        "pnr_file",
        "PnrFileRequest",
        subject=False,
        runs=False,
    ),
    _plain(
        "synth/tools-status",
        "which simulators, linters and synthesis tools are there",
        f"{_JUDGES}.tools",
        "tools_status",
        "ToolsStatusRequest",
    ),
    Operation(
        "cosim", "the printed Verilog in a simulator, against the circuit", f"{_JUDGES}.cosim", "cosim", "CosimRequest"
    ),
    Operation(
        "gatesim",
        "the synthesised netlist in a simulator, against the circuit",
        f"{_JUDGES}.gatesim",
        "gatesim",
        "GatesimRequest",
    ),
    Operation(
        "formal", "what is proven of the printed Verilog, by Yosys", f"{_JUDGES}.formal", "formal", "FormalRequest"
    ),
    Operation(
        "mutate", "does co-simulation see faults in the Verilog?", f"{_JUDGES}.mutate", "mutate", "MutateRequest"
    ),
    _plain("presets", "guided experiments", "kernels.experiments", "presets", "PresetsRequest"),
    _plain("check", "the diagnostics of a text, with fixes", "kernels.catalogue", "check", "CheckRequest"),
    _plain("models", "the library, or one model of it in full", "kernels.catalogue", "models", "ModelsRequest"),
    _plain("templates", "the five models to begin with", "kernels.catalogue", "templates", "TemplatesRequest"),
    _plain(
        "cache/stats",
        "how many results are kept and found again",
        "sctui.result_cache",
        "cache_stats",
        "CacheStatsRequest",
    ),
    _plain("health", "versions and the state of the installation", "sctui.health", "health", "HealthRequest"),
    Operation(
        "freq-response",
        "rate gain and phase, subthreshold impedance",
        f"{_ANALYSIS}.frequency_response",
        "freq_response",
        "FrequencyResponseRequest",
    ),
    Operation(
        "lyapunov", "largest Lyapunov exponent with its error", f"{_ANALYSIS}.exponent", "lyapunov", "LyapunovRequest"
    ),
    Operation(
        "codegen",
        "the run as a program: Python, Brian 2, C, LaTeX, NESTML",
        "kernels.export.generate",
        "generate_code",
        "GenerateCodeRequest",
        works=False,
    ),
    Operation(
        "characterize",
        "pattern, rheobase, f-I, sensitivities, passive properties",
        f"{_ANALYSIS}.characterize",
        "characterize",
        "CharacterizeRequest",
    ),
    Operation(
        "scan",
        "classify the whole library, each at its own rheobase",
        f"{_ANALYSIS}.scan",
        "scan",
        "ScanRequest",
        subject=False,
        runs=False,
    ),
)

OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in _TABLE}


def find_operation(name: str) -> Operation:
    """The operation by name; RequestError with the nearest one for an unknown name."""
    if name not in OPERATIONS:
        from kernels.errors import quoted, unknown  # the table itself is read before it is known which kernels this is

        raise unknown("operation", "operation", quoted(name)[1:-1], OPERATIONS)
    return OPERATIONS[name]


def schema_of(operation: Operation) -> type:
    """The dataclass that describes the operation's own fields."""
    schema: type = getattr(import_module(operation.home), operation.request)
    return schema


def perform(name: str, request: Mapping[str, Any], *, progress: Any = None, cancelled: Any = None) -> Any:
    """Carries out a request and returns the result of the operation's function.

    Raises RequestError naming the field for what is wrong in the request, and what the function raises.
    """
    from sctui.result_cache import cached

    operation = find_operation(name)
    if not operation.works:
        return _carry_out(operation, request, {})
    extra = {"progress": progress, "cancelled": cancelled}
    return cached(name, request, lambda: _carry_out(operation, request, extra))


def _carry_out(operation: Operation, request: Mapping[str, Any], extra: Mapping[str, Any]) -> Any:
    # the language and numpy come with the first request
    from kernels.subject import SUBJECT_FIELDS, model_of, params_beside
    from sctui.request_fields import read_fields

    arguments = read_fields(schema_of(operation), request, operation.subject, operation.runs) | dict(extra)
    function = getattr(import_module(operation.home), operation.function)
    if not operation.subject or (operation.modelless and not any(request.get(name) for name in SUBJECT_FIELDS)):
        return function(**arguments)
    model = model_of(request)
    if arguments.get("params") is not None:
        arguments["params"] = params_beside(request)
    return function(model, **arguments)
