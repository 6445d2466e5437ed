"""Do two printed modules make the same step, from any registers within their ranges and under any inputs?

Both netlists are run through one step in symbols (`hdl.judges.netlist.symbolic`). With their schedules computed away a
module with one multiplier and a module with many compute the same sums of the same products. Nothing is used of a
product of two unknown numbers but its range, so what is proven is that it gets the right operands at the right clock
and goes where it should, whatever a multiplier computes. Where the symbols differ, values at random are tried, and then
the solver inside Yosys, which knows products too.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from hdl.compile import Compiled
from hdl.judges.netlist.program import Program
from hdl.judges.netlist.read import read_text
from hdl.judges.netlist.sample import sampled
from hdl.judges.netlist.sat import Proof
from hdl.judges.netlist.solve import prove_equal
from hdl.judges.netlist.symbolic import Space
from hdl.judges.netlist.unroll import Unrolled
from hdl.judges.netlist.words import Word, constant
from hdl.verilog.frame import frame
from hdl.verilog.module import Module
from kernels.analysis.options import Question
from kernels.errors import Cancelled

WHAT = "one step of both modules is the same"
RESET_CLOCKS = 3
READING = 300.0  # seconds that Yosys may take for a netlist, which is no part of the proof
SAMPLES = 100
PARTS = 1 << 14  # of a register's range, at most
SPLIT = 8  # parts at a time
Words = dict[str, Word]


def prove_same_step(
    compiled: Compiled, first: Module, second: Module, timeout: float, cancelled: Question | None = None
) -> Proof:
    """Whether two modules of one circuit make the same step, each in the clocks it says.

    ToolError where Yosys does not accept a text.
    """
    began = time.monotonic()
    programs = [read_text(module.text, module.name, READING, cancelled) for module in (first, second)]
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
    space, words, results = _both(compiled, modules, programs, {})
    if isinstance(results, str):
        return Proof(WHAT, "refuted", time.monotonic() - began, "structure", results)
    if results[0] == results[1]:
        return Proof(WHAT, "proven", time.monotonic() - began, "structure")
    for seed in range(SAMPLES):
        if cancelled is not None and cancelled():
            raise Cancelled
        bits = sampled(space, seed)
        if _differ(results, bits):
            return _refuted(began, "samples", {name: _number(word, bits) for name, word in words.items()})
        if time.monotonic() - began > timeout:
            break
    split = _equal_in_parts(compiled, modules, programs, began + timeout / 2, cancelled)
    if isinstance(split, dict):
        return _refuted(began, "samples", split)
    if split:
        return Proof(WHAT, "proven", time.monotonic() - began, f"structure, part by part of the range of {split}")
    proof, values = prove_equal(space, results[0], results[1], words, WHAT, timeout, cancelled)
    if proof.verdict != "refuted":
        return replace(proof, seconds=time.monotonic() - began)
    # a large table can be anything for the solver: what it has found counts if it is so with the table's entries
    found = {name: values.get(name, 0) for name in words}
    if _differ(results, sampled(space, 0, {word: found[name] for name, word in words.items()})):
        return _refuted(began, "solver", found)
    return Proof(WHAT, "open", time.monotonic() - began, "solver")


def _differ(results: list[list[Word]], bits: Mapping[int, int]) -> bool:
    """Whether the two rows of words have other values."""
    return any(bits[a] != bits[b] for x, y in zip(*results, strict=True) for a, b in zip(x, y, strict=True))


def _both(
    compiled: Compiled,
    modules: tuple[Module, Module],
    programs: tuple[Program, Program],
    ranges: Mapping[str, tuple[int, int]],
) -> tuple[Space, Words, list[list[Word]] | str]:
    """One step of both modules from the same symbols, of which some are in narrower ranges; or why it is none."""
    space = Space()
    registers = _registers(compiled, modules[0], space, ranges)
    ports = _pins(compiled, modules[0], space)
    results = []
    for module, program in zip(modules, programs, strict=True):
        end = _step(compiled, module, program, space, registers, ports)
        if isinstance(end, str):
            return space, registers | ports, f"{module.name}: {end}"
        results.append(end)
    return space, registers | ports, results


def _equal_in_parts(
    compiled: Compiled,
    modules: tuple[Module, Module],
    programs: tuple[Program, Program],
    until: float,
    cancelled: Question | None,
) -> str | dict[str, int]:
    """A register for which both steps are the same in each part of its range, empty if there is none; or registers and
    inputs from which they are not.

    Where a register is in a part of its range more is known of its products, and so which limits are never reached.
    """
    for r in compiled.circuit.registers:
        if r.truth or r.writable or r.high - r.low < PARTS:
            continue
        waiting = [(r.low, r.high)]
        while waiting and time.monotonic() < until:
            if cancelled is not None and cancelled():
                raise Cancelled
            low, high = waiting.pop()
            space, words, results = _both(compiled, modules, programs, {r.name: (low, high)})
            if isinstance(results, str):
                return ""
            if results[0] != results[1]:
                size = (high - low) // SPLIT + 1
                if size < (r.high - r.low) // PARTS:
                    for seed in range(SAMPLES):
                        bits = sampled(space, seed)
                        if _differ(results, bits):
                            return {name: _number(word, bits) for name, word in words.items()}
                    break  # it does not depend on where this register is
                waiting += [(at, min(at + size - 1, high)) for at in range(low, high + 1, size)]
        else:
            if not waiting:
                return r.name
    return ""


def _number(word: Word, bits: Mapping[int, int]) -> int:
    return sum(bits[bit] << k for k, bit in enumerate(word))


def _refuted(began: float, how: str, values: Mapping[str, int]) -> Proof:
    against = ", ".join(f"{name} = {value}" for name, value in values.items())
    return Proof(WHAT, "refuted", time.monotonic() - began, how, against, dict(values))


def _registers(
    compiled: Compiled, module: Module, space: Space, ranges: Mapping[str, tuple[int, int]]
) -> Words:
    """Symbols for each register and random source, within its range or the narrower one that is given."""
    found: Words = {}
    for r in compiled.circuit.registers:
        width = module.register_widths[r.name]
        narrow = not r.truth and (r.low > -(1 << (width - 1)) or r.high < (1 << (width - 1)) - 1)
        bounds = ranges.get(r.name, (r.low, r.high) if narrow else None)
        found[module.registers[r.name]] = space.unknown(width, bounds)
    names = frame(compiled).sources
    for source in compiled.circuit.sources:
        found[names[source.name]] = space.unknown(source.length)
    return found


def _pins(compiled: Compiled, module: Module, space: Space) -> Words:
    read = {n.port for n in compiled.circuit.nodes if hasattr(n, "port")}
    found: Words = {}
    for p in compiled.circuit.inputs:
        name, width = module.ports[p.name], module.port_widths[p.name]
        narrow = p.low > -(1 << (width - 1)) or p.high < (1 << (width - 1)) - 1
        pin = name if p.name in read else f"{name}_unused"
        found[pin] = space.unknown(width, (p.low, p.high) if narrow else None)
    return found


def _step(
    compiled: Compiled, module: Module, program: Program, space: Space, registers: Words, ports: Words
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
    for name, word in registers.items():
        run.put(name, word)
    for name, word in ports.items():
        run.set(name, word)
    run.set("step", (1,))
    for clock in range(1, module.latency + 1):
        run.clock()
        run.set("step", (0,))
        for name in ports:
            run.set(name, space.unknown(program.widths[inputs[name]]))
        valid = run.get("valid")
        if valid != constant(int(clock == module.latency), 1):
            return f"valid is {valid[0] if valid[0] < 2 else 'open'} {clock} clocks after the step began"
    shown = [module.ports[name] for name in compiled.layout.states if name in module.ports]
    shown += ["spike"] if any(o.name == "spike" for o in compiled.circuit.outputs) else []
    return [run.get(name) for name in (*registers, *shown)]
