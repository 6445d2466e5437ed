"""What can be proven of printed modules, for all states and inputs and not only those that were simulated.

1. The architecture `shared` makes the same step as `single` (`hdl.judges.step_proof`).
2. A reset gives every register its first value.
3. Registers stay in their ranges, and change only when a step ends, a reset comes or someone writes them.
4. `valid` comes when it should after a step and at no other time; `ready` says when a step is taken.

All but the first stand in the files NAME_formal.sv, and are proven by induction (`hdl.judges.property_proof`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from hdl.files import printed
from hdl.judges.netlist.sat import Proof
from hdl.judges.property_proof import PROPERTIES, SOLVERS, chosen_solver, prove_properties
from hdl.judges.step_proof import prove_same_step
from hdl.options import CircuitOptions, CircuitRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.language.model import Model

LONGEST = 600.0
ARCHITECTURES = ("single", "shared")


@dataclass(frozen=True, slots=True)
class FormalRequest(CircuitRequest):
    """What is proven, and how long each proof may take."""

    timeout: float = asked("seconds for each question to a solver", 60.0, low=1.0, high=LONGEST)
    solver: str = asked("of the properties: z3, the one inside yosys, or z3 where it is there", "auto", choices=SOLVERS)


@dataclass(frozen=True, slots=True)
class FormalReport:
    """All proofs of one model; `passed` only if every one is proven."""

    name: str
    passed: bool
    proofs: tuple[Proof, ...]


def formal(
    model: Model,
    *,
    timeout: float = 60.0,
    solver: str = "auto",
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> FormalReport:
    """Prints a model as `single` and `shared` and proves what it can. ToolError where Yosys, or the solver
    that is named, is missing or fails.
    """
    solver = chosen_solver(solver)
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    made = {arch: printed(compiled, arch, 1) for arch in ARCHITECTURES}
    proofs = [prove_same_step(compiled, made["single"].module, made["shared"].module, timeout, cancelled)]
    for arch in ARCHITECTURES:
        if progress is not None:
            progress(len(proofs) / (1 + len(PROPERTIES) * len(ARCHITECTURES)))
        proofs += prove_properties(compiled, made[arch], timeout, cancelled, f"{arch}: ", solver)
    if progress is not None:
        progress(1.0)
    return FormalReport(made["single"].module.name, all(one.passed for one in proofs), tuple(proofs))
