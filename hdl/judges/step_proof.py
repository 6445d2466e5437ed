"""Do two printed modules make the same step, from any registers within their ranges and under any inputs?

Both netlists are run through one step in symbols. With their schedules computed away, a module with one multiplier and
a module with many mostly are the same cells of the same operands; what is not goes to a solver, for which a product is
an exclusive or. So what is proven is that every product gets the right operands at the right clock and that its result
goes where it should, whatever a multiplier computes.
"""

from __future__ import annotations

import time

from hdl.compile import Compiled
from hdl.judges.netlist.program import Program
from hdl.judges.netlist.read import read_text
from hdl.judges.netlist.sat import Proof
from hdl.judges.netlist.solve import prove_equal
from hdl.judges.netlist.symbolic import Space, Word, constant
from hdl.judges.netlist.unroll import Unrolled
from hdl.verilog.frame import frame
from hdl.verilog.module import Module
from kernels.analysis.options import Question

WHAT = "one step of both modules is the same"
RESET_CLOCKS = 3


def prove_same_step(
    compiled: Compiled, first: Module, second: Module, timeout: float, cancelled: Question | None = None
) -> Proof:
    """Whether two modules of one circuit make the same step, each in the clocks it says.

    ToolError where Yosys does not accept a text.
    """
    began = time.monotonic()
    programs = [read_text(module.text, module.name, timeout, cancelled) for module in (first, second)]
    return prove_programs(compiled, (first, second), (programs[0], programs[1]), timeout, cancelled, began)


def prove_programs(
    compiled: Compiled,
    modules: tuple[Module, Module],
    programs: tuple[Program, Program],
    timeout: float,
    cancelled: Question | None = None,
    began: float | None = None,
) -> Proof:
    """As `prove_same_step`, of netlists that have been read."""
    began = time.monotonic() if began is None else began
    space = Space()
    registers = _registers(compiled, modules[0], space)
    ports = _pins(compiled, modules[0], space)
    results = []
    for module, program in zip(modules, programs, strict=True):
        end = _step(compiled, module, program, space, registers, ports)
        if isinstance(end, str):
            return Proof(WHAT, "refuted", time.monotonic() - began, "structure", f"{module.name}: {end}")
        results.append(end)
    pairs = list(zip(results[0], results[1], strict=True))
    bounds = {name: kept for name, (_, kept) in (registers | ports).items() if kept is not None}
    words = {name: word for name, (word, _) in (registers | ports).items()}
    proof = prove_equal(space, pairs, words, bounds, WHAT, timeout, cancelled)
    return Proof(WHAT, proof.verdict, time.monotonic() - began, proof.how, proof.against)


Bounded = dict[str, tuple[Word, tuple[int, int] | None]]


def _registers(compiled: Compiled, module: Module, space: Space) -> Bounded:
    """Symbols for each register and random source, and the range of those that have one narrower than their width."""
    found: Bounded = {}
    for r in compiled.circuit.registers:
        width = module.register_widths[r.name]
        narrow = not r.truth and (r.low > -(1 << (width - 1)) or r.high < (1 << (width - 1)) - 1)
        found[module.registers[r.name]] = (space.fresh(width), (r.low, r.high) if narrow else None)
    names = frame(compiled).sources
    for source in compiled.circuit.sources:
        found[names[source.name]] = (space.fresh(source.length), None)
    return found


def _pins(compiled: Compiled, module: Module, space: Space) -> Bounded:
    read = {n.port for n in compiled.circuit.nodes if hasattr(n, "port")}
    found: Bounded = {}
    for p in compiled.circuit.inputs:
        name, width = module.ports[p.name], module.port_widths[p.name]
        narrow = p.low > -(1 << (width - 1)) or p.high < (1 << (width - 1)) - 1
        pin = name if p.name in read else f"{name}_unused"
        found[pin] = (space.fresh(width), (p.low, p.high) if narrow else None)
    return found


def _step(
    compiled: Compiled, module: Module, program: Program, space: Space, registers: Bounded, ports: Bounded
) -> list[Word] | str:
    """Registers, output ports and the spike after one step, or why it is none."""
    run = Unrolled(program, space)
    before = dict(run.values)
    inputs = program.netlist.inputs
    run.set("rst", (1,))
    for _ in range(RESET_CLOCKS):
        run.clock()
    # what says that it is ready is as after a reset; everything else may be anything
    behind = {flop.word for flop in run.registers_behind("ready")} if module.has_ready else set()
    for flop in program.flops:
        if flop.word not in behind:
            run.values[flop.word] = before[flop.word]
    run.set("rst", (0,))
    if module.has_ready and run.get("ready") != (1,):
        return "it is not ready after a reset"
    for name, (word, _) in registers.items():
        run.put(name, word)
    for name, (word, _) in ports.items():
        run.set(name, word)
    run.set("step", (1,))
    for clock in range(1, module.latency + 1):
        run.clock()
        run.set("step", (0,))
        for name in ports:
            run.set(name, space.fresh(program.widths[inputs[name]]))
        valid = run.get("valid")
        if valid != constant(int(clock == module.latency), 1):
            return f"valid is {valid[0] if valid[0] < 2 else 'open'} {clock} clocks after the step began"
    shown = [module.ports[name] for name in compiled.layout.states if name in module.ports]
    shown += ["spike"] if any(o.name == "spike" for o in compiled.circuit.outputs) else []
    return [run.get(name) for name in (*registers, *shown)]
