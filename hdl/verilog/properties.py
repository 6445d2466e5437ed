"""Formal properties of a module: a wrapper that states them, and a script of SymbiYosys that has them proven."""

from __future__ import annotations

from dataclasses import dataclass

from hdl.lowering.layout import LaidOut
from hdl.verilog.expressions import literal
from hdl.verilog.frame import frame
from hdl.verilog.module import Module
from hdl.verilog.render import render
from hdl.verilog.testbench import Bench

OPEN = "t:$mul t:$div t:$mod t:$mem_v2"  # cells of which the properties need nothing


@dataclass(frozen=True, slots=True)
class Register:
    """A register that the wrapper looks at, with its value after reset; without limits where it can hold anything its
    width holds.
    """

    name: str
    index: int
    width: int
    low: str
    high: str
    initial: str

    @property
    def bounded(self) -> bool:
        """Whether its range is narrower than its width."""
        return bool(self.low)


@dataclass(frozen=True, slots=True)
class RandomSource:
    """A shift register that the wrapper looks at, with its value after reset."""

    name: str
    width: int
    seed: str


def watched(compiled: LaidOut, module: Module) -> tuple[Register, ...]:
    """The registers of a module, with the ranges they have to stay in.

    A writable one has none: who writes it may write anything.
    """
    found: list[Register] = []
    for r in compiled.circuit.registers:
        width = module.register_widths[r.name]
        full = r.low <= -(1 << (width - 1)) and r.high >= (1 << (width - 1)) - 1
        narrow = not (full or r.truth or r.writable)
        low, high = (literal(r.low, width), literal(r.high, width)) if narrow else ("", "")
        initial = f"1'b{r.initial}" if r.truth else literal(r.initial, width)
        found.append(Register(module.registers[r.name], len(found), width, low, high, initial))
    return tuple(found)


def random_sources(compiled: LaidOut) -> tuple[RandomSource, ...]:
    """The sources of random bits of a module, which would give zeros for ever once they hold zero."""
    names = frame(compiled).sources if compiled.circuit.sources else {}
    return tuple(
        RandomSource(names[s.name], s.length, f"{s.length}'h{s.seed:x}") for s in compiled.circuit.sources
    )


def exposed(compiled: LaidOut, module: Module) -> str:
    """The argument of Yosys' `expose` that makes what the wrapper looks at outputs."""
    names = [r.name for r in watched(compiled, module)] + [s.name for s in random_sources(compiled)]
    return " ".join(f"{module.name}/w:{name}" for name in names)


def formal_files(compiled: LaidOut, module: Module, bench: Bench) -> dict[str, str]:
    """The wrapper and the script; none for an array, whose registers are a memory."""
    if module.neurons > 1:
        return {}
    wrapper = render(
        "formal.sv.j2",
        module=module.name,
        sby=f"{module.name}.sby",
        latency=module.latency,
        inputs=[{"pin": pin, "width": width} for pin, width in bench.inputs],
        writable=bench.writable,
        config_width=bench.config_width,
        registers=watched(compiled, module),
        sources=random_sources(compiled),
        has_ready=module.has_ready,
        has_spike=bench.has_spike,
        age_width=module.latency.bit_length(),
    )
    script = render(
        "formal.sby.j2",
        module=module.name,
        depth=module.latency + 1,
        exposed=exposed(compiled, module),
        cut=OPEN,
        has_tables=bool(compiled.circuit.tables),
    )
    return {f"{module.name}_formal.sv": wrapper, f"{module.name}.sby": script}
