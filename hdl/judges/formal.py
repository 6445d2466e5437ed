"""What can be proven of printed modules, for all states and inputs and not only those that were simulated.

1. The architecture `shared` makes the same step as `single` (`hdl.judges.step_proof`).
2. Registers stay in their ranges, and change only when a step ends, a reset comes or someone writes them.
3. `valid` comes when it should after a step and at no other time; `ready` says when a step is taken.

The second and the third are what stands in the files NAME_formal.sv, proven here by induction with the solver inside
Yosys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Unpack

from hdl.compile import Compiled
from hdl.files import Printed, printed
from hdl.judges.netlist.sat import Proof, prove
from hdl.judges.step_proof import prove_same_step
from hdl.options import HARDWARE
from hdl.rtl import circuit_of
from hdl.verilog.properties import exposed, watched
from kernels.analysis.options import Progress, Question, RunOptions, asked
from kernels.language.model import Model

LONGEST = 600.0
KEEPS = "registers stay in their ranges and change only with a step, a reset or a write"
SPEAKS = "valid and ready say when a step is taken and done"
PRODUCTS = "t:$mul t:$div t:$mod t:$mem_v2"
ARCHITECTURES = ("single", "shared")


@dataclass(frozen=True, slots=True)
class FormalRequest:
    """What is proven, and how long each proof may take."""

    format: str = asked("Q8.8 for all ports, a number of bits with the point by range, or auto", "16")
    guard: int = asked("bits behind the port's last, kept inside", HARDWARE.guard, low=0, high=24)
    segments: int = asked("segments of a table, at most", HARDWARE.segments, low=8, high=4096)
    timeout: float = asked("seconds for each proof", 60.0, low=1.0, high=LONGEST)


@dataclass(frozen=True, slots=True)
class FormalReport:
    """All proofs of one model; `passed` only if every one is proven."""

    name: str
    passed: bool
    proofs: tuple[Proof, ...]


def formal(
    model: Model,
    *,
    format: str = "16",
    guard: int = HARDWARE.guard,
    segments: int = HARDWARE.segments,
    timeout: float = 60.0,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Unpack[RunOptions],
) -> FormalReport:
    """Prints a model as `single` and `shared` and proves what it can. ToolError where Yosys is missing or fails."""
    options: dict[str, Any] = dict(run)
    compiled = circuit_of(model, format=format, guard=guard, segments=segments, cancelled=cancelled, **options)
    made = {arch: printed(compiled, arch, 1) for arch in ARCHITECTURES}
    proofs = [prove_same_step(compiled, made["single"].module, made["shared"].module, timeout, cancelled)]
    for arch in ARCHITECTURES:
        if progress is not None:
            progress(len(proofs) / (1 + 2 * len(ARCHITECTURES)))
        proofs += prove_properties(compiled, made[arch], timeout, cancelled, f"{arch}: ")
    if progress is not None:
        progress(1.0)
    return FormalReport(made["single"].module.name, all(one.passed for one in proofs), tuple(proofs))


def prove_properties(
    compiled: Compiled, made: Printed, timeout: float, cancelled: Question | None = None, which: str = ""
) -> list[Proof]:
    """The properties of a module, by induction. What a product or a table gives is left open, which only makes the
    proof harder; where it fails so, it is tried again with them.
    """
    keeps = _induction(compiled, made, "keeps", which + KEEPS, timeout, cancelled, open_products=True)
    if not keeps.passed:
        keeps = _induction(compiled, made, "keeps", which + KEEPS, timeout, cancelled, open_products=False)
    return [keeps, _induction(compiled, made, "speaks", which + SPEAKS, timeout, cancelled, open_products=True)]


def _induction(
    compiled: Compiled,
    made: Printed,
    wanted: str,
    what: str,
    timeout: float,
    cancelled: Question | None,
    *,
    open_products: bool,
) -> Proof:
    top, other = f"{made.module.name}_formal", "speaks" if wanted == "keeps" else "keeps"
    sources = {name: text for name, text in made.files.items() if name in (made.source, f"{top}.sv")}
    depth = made.module.latency + 3
    # the handshake needs a few bits of the control words alone: bit by bit the others fall away
    bits = "pmuxtree; simplemap; opt_expr; opt_clean -purge; " if wanted == "speaks" else ""
    script = (
        f"read_verilog {made.source}; expose {exposed(made.module, watched(compiled, made.module))}; "
        f"read_verilog -sv {top}.sv; hierarchy -check -top {top}; proc -norom; flatten; memory_collect; "
        f"delete -port {top}/w:{other}; {f'delete {PRODUCTS}; ' if open_products else ''}"
        f"memory_map; opt_expr; opt_clean -purge; {bits}"
        f"sat -tempinduct -maxsteps {depth} -set-init began 0 -set assumed 1 -prove {wanted} 1 -show-inputs "
        f"-timeout {max(1, round(timeout))} {top}"
    )
    return prove(sources, script, what, timeout, cancelled)
