"""Questions to the solver z3: can a formula hold, and for which values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hdl.judges.process import ToolError, complaint, run_tool
from hdl.judges.tools import find_tool
from hdl.judges.work_folder import work_folder
from kernels.analysis.options import Question

LONGER = 10.0  # seconds beyond the solver's own limit until it is stopped
MEMORY = 4096  # MiB that the solver may use
# what is known is put in before the solver looks at single bits: of a schedule that is nearly everything
TACTIC = "(then simplify propagate-values solve-eqs simplify bit-blast simplify sat)"
SHOWN = re.compile(r"\(\|([^|]+)\| (true|false|#b[01]+|#x[0-9a-f]+)\)")


@dataclass(frozen=True, slots=True)
class Answer:
    """"sat" with values of what was asked for, unsigned; "unsat"; or "unknown": no answer in the time or memory."""

    verdict: str
    seconds: float
    values: Mapping[str, int] = field(default_factory=dict)


def ask(formula: str, shown: Sequence[str], timeout: float, cancelled: Question | None = None) -> Answer:
    """Whether all assertions of a formula (SMT-LIB 2, bit vectors) can hold. ToolError where z3 is missing or fails."""
    tool = find_tool("z3")
    text = f"(set-logic QF_BV)\n{formula}(check-sat-using {TACTIC})\n"
    if shown:
        text += f"(get-value ({' '.join(f'|{name}|' for name in shown)}))\n"
    with work_folder("proof", {"proof.smt2": text}) as folder:
        command = [*tool.command, "-smt2", f"-T:{max(1, round(timeout))}", f"-memory:{MEMORY}", "proof.smt2"]
        try:
            done = run_tool(command, folder, timeout=timeout + LONGER, cancelled=cancelled, memory=tool.memory)
        except ToolError as problem:
            if "took longer" not in str(problem):
                raise
            return Answer("unknown", timeout + LONGER)
    verdict = done.output.split("\n", 1)[0].strip()
    if verdict == "timeout" or "out of memory" in done.output + done.errors:
        verdict = "unknown"
    if verdict not in ("sat", "unsat", "unknown"):
        raise ToolError(f"z3 ended without an answer: {complaint(done.output + done.errors)}")
    found = SHOWN.findall(done.output) if verdict == "sat" else []
    return Answer(verdict, done.seconds, {name: _number(text) for name, text in found})


def _number(text: str) -> int:
    if text.startswith("#"):
        return int(text[2:], 2 if text[1] == "b" else 16)
    return int(text == "true")
