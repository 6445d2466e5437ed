"""Do two printed modules make the same step, from any registers within their ranges and under any inputs?

Used to show that the architecture `shared` gives its one multiplier the right operands at the right clock: products are
read as exclusive or, which a solver can follow, so that what is proven is the schedule and the wiring, not arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hdl.compile import Compiled
from hdl.judges.netlist.sat import Proof, prove
from hdl.verilog.expressions import literal
from hdl.verilog.frame import frame
from hdl.verilog.module import Module
from hdl.verilog.render import render
from kernels.analysis.options import Question

ABSTRACT = "products_as_xor.v"


@dataclass(frozen=True, slots=True)
class _Value:
    """A register that both modules have, or a port."""

    name: str
    width: int
    index: int = 0
    low: str = ""
    high: str = ""

    @property
    def bounded(self) -> bool:
        """Whether its range is narrower than its width."""
        return bool(self.low)


def prove_same_step(
    compiled: Compiled, first: Module, second: Module, timeout: float, cancelled: Question | None = None,
    *, abstract: bool = True,
) -> Proof:  # fmt: skip
    """Whether two modules of one circuit make the same step, each in the clocks it says.

    `abstract` reads products, quotients and tables as exclusive or. ToolError where Yosys does not accept a text.
    """
    top, last = _wrapper(compiled, first, second), max(first.latency, second.latency) + 2
    kept = [value.name for value in _registers(compiled, first)]
    read = " ".join(
        f"read_verilog {side}.v; rename {module.name} {side}; expose {' '.join(f'{side}/w:{name}' for name in kept)};"
        for side, module in (("first", first), ("second", second))
    )
    simpler = f"techmap -map {ABSTRACT}; " if abstract else ""
    quiet = " ".join(f"-set-at {k} step 0" for k in range(2, last + 1))
    script = (
        f"{read} read_verilog proof.v; hierarchy -check -top proof; proc; flatten; memory_collect; opt_clean; "
        f"{simpler}memory_map; opt_expr; opt_clean; sat -seq {last} -prove-skip {last - 1} -prove ok 1 -set rst 0 "
        f"-set-at 1 step 1 -set-at 1 begins 1 {quiet} -show-inputs -timeout {max(1, round(timeout))} proof"
    )
    files = {"first.v": first.text, "second.v": second.text, "proof.v": top, ABSTRACT: _abstraction()}
    return prove(files, script, "one step of both modules is the same", timeout, cancelled)


@cache
def _abstraction() -> str:
    return (Path(__file__).parent / "netlist" / ABSTRACT).read_text(encoding="ascii")


def _registers(compiled: Compiled, module: Module) -> list[_Value]:
    found = []
    for k, r in enumerate(compiled.circuit.registers):
        width = module.register_widths[r.name]
        narrow = not r.truth and (r.low > -(1 << (width - 1)) or r.high < (1 << (width - 1)) - 1)
        low, high = (literal(r.low, width), literal(r.high, width)) if narrow else ("", "")
        found.append(_Value(module.registers[r.name], width, k, low, high))
    names = frame(compiled).sources
    for s in compiled.circuit.sources:
        found.append(_Value(names[s.name], s.length, len(found)))
    return found


def _wrapper(compiled: Compiled, first: Module, second: Module) -> str:
    c = compiled.circuit
    read = {n.port for n in c.nodes if hasattr(n, "port")}
    writable = [first.register_widths[r.name] for r in c.registers if r.writable]
    return render(
        "step_proof.v.j2",
        inputs=[
            {
                "pin": first.ports[p.name] if p.name in read else f"{first.ports[p.name]}_unused",
                "width": first.port_widths[p.name],
            }
            for p in c.inputs
        ],
        registers=_registers(compiled, first),
        states=[
            _Value(first.ports[name], kept.port.width)
            for name, kept in compiled.layout.states.items()
            if name in first.ports
        ],
        has_spike=any(o.name == "spike" for o in c.outputs),
        config_width=max(writable, default=0),
        sides=[
            {"name": name, "module": module, "latency": of.latency, "has_ready": of.has_ready}
            for name, module, of in (("a", "first", first), ("b", "second", second))
        ],
    )


