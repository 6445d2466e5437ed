"""Has a printed module its properties, in every clock of every run that begins with a reset?

The properties stand in NAME_formal.sv, and so does what an induction over steps needs. Two questions, from anything
that the module may hold: after a reset, or a clock without a step, is everything as it should be (rests)? In a step,
from registers that are as they should be (begins)? What products and tables give is left open first, then not. Where
the answer is no, a run from the reset is looked for in which the property fails; none found, and it stays open.

The solver is z3, or that inside Yosys.
"""

from __future__ import annotations

from dataclasses import replace

from hdl.compile import Compiled
from hdl.files import Printed
from hdl.judges.netlist.sat import Proof
from hdl.judges.property_questions import Asked, ByYosys, ByZ3
from hdl.judges.tools import find_tool, has_tool
from kernels.analysis.options import Question

SOLVERS = ("auto", "z3", "yosys")
PROPERTIES = {
    "resets": "a reset gives every register its first value",
    "keeps": "registers stay in their ranges and change only with a step, a reset or a write",
    "speaks": "valid and ready say when a step is taken and done",
}
SHORT = 3  # clocks
RESTS = "it is so if the other properties are"


def chosen_solver(solver: str) -> str:
    """The solver that is used: z3 where it is there. ToolError where the one that is named is missing."""
    if solver == "auto":
        return "z3" if has_tool("z3") else "yosys"
    find_tool(solver)
    return solver


def prove_properties(
    compiled: Compiled,
    made: Printed,
    timeout: float,
    cancelled: Question | None = None,
    which: str = "",
    solver: str = "auto",
) -> list[Proof]:
    """A proof for each of PROPERTIES; `which` stands before what it says. ToolError where a tool is missing or fails.

    The induction is one of all properties: where one fails, those that rest on it are open.
    """
    judge = (ByZ3 if chosen_solver(solver) == "z3" else ByYosys)(compiled, made, timeout, cancelled)
    proofs = [replace(_proof(judge, name, made.module.latency), what=which + what) for name, what in PROPERTIES.items()]
    if all(one.passed for one in proofs):
        return proofs
    return [replace(one, verdict="open", against=RESTS) if one.passed else one for one in proofs]


def _proof(judge: ByZ3 | ByYosys, name: str, latency: int) -> Proof:
    """The verdict on one property."""
    seconds = 0.0
    rests, step = Asked(1, {"rests": 1}), Asked(latency, {"begins": 1}, {"rst": 0})
    for asked in (rests,) if name == "resets" else (rests, step):  # within a step there is no reset
        for exact in (False, True):
            found = judge.ask(asked, name, exact=exact)
            seconds += found.seconds
            if found.verdict != "refuted":  # with products it is only harder
                break
        if not found.passed:
            return _failing(judge, name, latency, found, seconds)
    return replace(found, seconds=seconds)


def _failing(judge: ByZ3 | ByYosys, name: str, latency: int, found: Proof, seconds: float) -> Proof:
    """A run from a reset in which a property fails, the shortest ones first; open where there is none."""
    for clocks in (SHORT, latency + SHORT, 2 * latency + SHORT):
        run = judge.ask(Asked(clocks, {"rst": 1}, told=True), name, exact=True)
        seconds += run.seconds
        if run.verdict == "refuted":
            return replace(run, seconds=seconds)
        if not run.passed:
            break
    no_run = f"registers in their ranges do not ensure it; no run of {clocks} clocks from a reset is found to break it"
    against = found.against if found.verdict == "open" else no_run
    return replace(found, verdict="open", seconds=seconds, against=against)
