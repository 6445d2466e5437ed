"""One model of the library as hardware, through the judges that are asked for: what each of them said."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from hdl.compile import Compiled
from hdl.files import Printed, forcing_stimulus, printed
from hdl.fixed.search import narrowest
from hdl.judges.cosim import RANDOM_STATES, TIMEOUT, chosen_simulator, compiled_simulation, simulate_files
from hdl.judges.gatesim import gate_simulate, mapped_netlist
from hdl.judges.lint import lint
from hdl.judges.mutate import mutate_circuit
from hdl.judges.netlist.read import read_printed
from hdl.judges.netlist.scatter import cases_of, scatter, scatter_names
from hdl.judges.pnr import place_text
from hdl.judges.property_proof import prove_properties
from hdl.judges.step_proof import prove_same_step
from hdl.judges.synth import synthesise
from hdl.quantised import integer_run
from hdl.refusal import Refused
from hdl.rtl import circuit_of
from hdl.spikes import agree
from kernels.errors import KernelsError
from kernels.library import load


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of every model. Tuples of devices and architectures, numbers of steps and faults."""

    arch: tuple[str, ...] = ("single",)
    steps: int = 500
    auto: bool = True
    cosim: bool = False
    tool: str = "auto"
    lint: bool = False
    synth: tuple[str, ...] = ()
    pnr: tuple[str, ...] = ()
    gatesim: tuple[str, ...] = ()
    mutate: int = 0
    formal: bool = False
    timeout: float = 300.0


@dataclass(frozen=True, slots=True)
class Check:
    """What a judge said: whether the module passed, and a few words."""

    passed: bool
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    """One model: what it became and what was said of it, or why it did not become anything.

    `operands` are the bits of a multiplier's operand; `rate_error` and `coincidence` are those of 16 bits at the ports,
    None without spikes; `auto_bits` is the narrowest width that reaches the target, 0 if none does.
    """

    slug: str
    refused: str = ""
    message: str = ""
    nodes: int = 0
    tables: int = 0
    operands: int = 0
    noisy: bool = False
    rate_error: float | None = None
    coincidence: float | None = None
    auto_bits: int = 0
    auto_message: str = ""
    checks: dict[str, Check] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether it became hardware and every judge accepted it."""
        return not self.refused and all(check.passed for check in self.checks.values())


def row_as_json(row: Row) -> dict[str, Any]:
    """A row as it is kept in a file."""
    return asdict(row)


def row_from_json(data: dict[str, Any]) -> Row:
    """A row that was kept. TypeError or KeyError where it is none."""
    checks = {name: Check(bool(one["passed"]), str(one["said"])) for name, one in data.pop("checks").items()}
    return Row(**data, checks=checks)


def surveyed(slug: str, wanted: Wanted) -> Row:
    """The row of a model."""
    began = time.monotonic()
    model = load(slug)
    try:
        compiled = circuit_of(model, name=slug)
        own = compiled.measured.run
        hardware = integer_run(compiled, own)
    except KernelsError as problem:
        reason = problem.reason if isinstance(problem, Refused) else type(problem).__name__
        return Row(slug, refused=reason, message=str(problem), seconds=time.monotonic() - began)
    rate, coincidence = agree(model, own.spikes, hardware.spikes, own.n_steps * own.dt)
    bits, message = 0, ""
    if wanted.auto:
        try:
            bits = narrowest(model, slug).bits
        except KernelsError as problem:
            message = str(problem)
    checks: dict[str, Check] = {}
    for arch in wanted.arch:
        _judge(compiled, arch, wanted, checks)
    if wanted.formal:
        checks["formal"] = _checked(lambda: _formal(compiled, wanted))
    return Row(
        slug, nodes=len(compiled.circuit.nodes), tables=len(compiled.lowered.tables),
        operands=compiled.layout.precision.port, noisy=bool(compiled.circuit.sources),
        rate_error=None if math.isnan(rate) else rate,
        coincidence=None if math.isnan(coincidence) else coincidence, auto_bits=bits, auto_message=message,
        checks=checks, seconds=time.monotonic() - began,
    )  # fmt: skip


def _judge(compiled: Compiled, arch: str, wanted: Wanted, checks: dict[str, Check]) -> None:
    """Everything that is asked of one architecture."""
    try:
        own = printed(compiled, arch, wanted.steps)
    except Refused as problem:
        checks[f"{arch}"] = Check(True, f"refused: {problem.reason}")
        return
    if wanted.cosim:
        checks[f"cosim {arch}"] = _checked(lambda: _cosim(compiled, arch, own, wanted))
    if wanted.lint:
        checks[f"lint {arch}"] = _checked(lambda: _lint(own))
    for target in wanted.synth:
        checks[f"synth {target} {arch}"] = _checked(partial(_synth, own, target, wanted.timeout))
    for target in wanted.pnr:
        checks[f"pnr {target} {arch}"] = _checked(partial(_pnr, own, target, wanted.timeout))
    for target in wanted.gatesim:
        checks[f"gatesim {target} {arch}"] = _checked(partial(_gatesim, compiled, arch, own, target, wanted))
    if wanted.mutate:
        checks[f"mutate {arch}"] = _checked(lambda: _mutate(compiled, arch, wanted))


def _checked(judge: Callable[[], Check]) -> Check:
    """What a judge says; a tool that fails or takes too long says so, and the survey goes on."""
    try:
        return judge()
    except KernelsError as problem:
        return Check(False, str(problem)[:200])


def _cosim(compiled: Compiled, arch: str, own: Printed, wanted: Wanted) -> Check:
    tool = chosen_simulator(wanted.tool)
    netlist = read_printed(own, TIMEOUT) if tool == "yosys" else None
    forced = printed(compiled, arch, wanted.steps, forcing_stimulus(compiled, wanted.steps, 0))
    for name, made in (("own", own), ("random", forced)):
        found = simulate_files(made, name, tool=tool, netlist=netlist)
        if not found.passed:
            return Check(False, f"{name} stimulus: {found.failed or f'{found.wrong} of {found.steps} steps differ'}")
    if netlist is not None and own.module.neurons == 1:
        cases = cases_of(compiled, own, RANDOM_STATES)
        scattered = scatter(compiled_simulation(netlist, scatter_names(own, cases)), own, cases)
        if scattered.wrong:
            return Check(False, f"{scattered.wrong} of {scattered.steps} random states differ")
    return Check(True, "equal")


def _lint(made: Printed) -> Check:
    said = [f"{one.tool}: {message}" for one in lint(made) for message in one.messages]
    return Check(not said, said[0][:120] if said else "clean")


def _synth(made: Printed, target: str, timeout: float) -> Check:
    found = synthesise(made.module.text, made.module.name, target, timeout)
    fits = max(found.percent.values()) <= 100.0
    return Check(True, f"{found.lut}/{found.ff}/{found.dsp}/{found.bram}{'' if fits else ', too large'}")


def _pnr(made: Printed, target: str, timeout: float) -> Check:
    found = place_text(made.module.text, made.module.name, target, timeout=timeout)
    return Check(True, f"{found.fmax:.1f} MHz" if found.fmax is not None else f"placed; {found.reason}")


def _gatesim(compiled: Compiled, arch: str, own: Printed, target: str, wanted: Wanted) -> Check:
    netlist = mapped_netlist(own, target, wanted.timeout)
    forced = printed(compiled, arch, wanted.steps, forcing_stimulus(compiled, wanted.steps, 0))
    for made in (own, forced):
        found = gate_simulate(made, netlist, target)
        if not found.passed:
            return Check(False, found.failed or f"{found.wrong} of {found.steps} steps differ")
    return Check(True, "equal")


def _mutate(compiled: Compiled, arch: str, wanted: Wanted) -> Check:
    found = mutate_circuit(compiled, mutants=wanted.mutate, arch=arch, steps=wanted.steps)
    return Check(found.passed, ", ".join(f"{count} {verdict}" for verdict, count in sorted(found.counts.items())))


def _formal(compiled: Compiled, wanted: Wanted) -> Check:
    made = {arch: printed(compiled, arch, 1) for arch in ("single", "shared")}
    limit = min(wanted.timeout, 60.0)
    proofs = [prove_same_step(compiled, made["single"].module, made["shared"].module, limit)]
    for arch, files in made.items():
        proofs += prove_properties(compiled, files, limit, which=f"{arch}: ")
    wrong = [f"{one.what}: {one.verdict}" for one in proofs if not one.passed]
    # what is open was not answered in the time: it is said, and is no fault
    return Check(not any(one.verdict == "refuted" for one in proofs), "; ".join(wrong) or "proven")
