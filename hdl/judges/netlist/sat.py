"""Proofs by the satisfiability solver inside Yosys, which needs no other program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hdl.judges.process import ToolError, complaint, run_tool
from hdl.judges.tools import find_tool, make_ready
from hdl.judges.work_folder import work_folder
from kernels.analysis.options import Question

LONGER = 30.0  # seconds beyond the solver's own limit until Yosys is stopped
ENDS = (
    ("no model found: SUCCESS!", "proven"),
    ("Induction step proven: SUCCESS!", "proven"),
    ("model found: FAIL!", "refuted"),
    ("model found for base case: FAIL!", "refuted"),
    ("Reached maximum number of time steps", "open"),
    ("Interrupted SAT solver", "open"),
)
EXHAUSTED = re.compile(r"wasm backtrace|bad_alloc|[Oo]ut of memory")
SHOWN = re.compile(r"^ +(?:(\d+|init) +)?\\?([\w.]+) +(-?\d+|--) +(?:[0-9a-fx-]+) +([01x_-]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was to be shown, and "proven", "refuted" (then with values where it does not hold) or "open": no answer in
    the time.
    """

    what: str
    verdict: str
    seconds: float
    how: str = ""
    against: str = ""
    values: Mapping[str, int] = field(default_factory=dict)  # of registers and inputs before the step, unsigned

    @property
    def passed(self) -> bool:
        """Whether it is proven."""
        return self.verdict == "proven"


def prove(
    files: Mapping[str, str], script: str, what: str, timeout: float, cancelled: Question | None = None
) -> Proof:
    """Runs a script of Yosys that ends with `sat`. ToolError where it fails before."""
    tool = find_tool("yosys")
    make_ready(tool, cancelled)
    with work_folder("proof", files) as folder:
        command = [*tool.command, "-q", "-l", "yosys.log", "-p", script]
        try:
            done = run_tool(command, folder, timeout=timeout + LONGER, cancelled=cancelled, memory=tool.memory)
        except ToolError as problem:
            if "took longer" not in str(problem):
                raise
            return Proof(what, "open", timeout + LONGER, "solver")
        log = folder / "yosys.log"
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    # what comes last counts: an induction finds models on its way
    found = [(said.rfind(text), verdict) for text, verdict in ENDS if text in said]
    if not found and done.code != 0 and EXHAUSTED.search(done.errors):
        return Proof(what, "open", done.seconds, "solver", "the solver inside Yosys ran out of memory")
    if not found:
        raise ToolError(f"yosys ended without a proof: {complaint(done.errors + done.output + said[-2000:])}")
    verdict = max(found)[1]
    values = [f"{name} = {value}" for _, name, value, _ in SHOWN.findall(said)] if verdict == "refuted" else []
    return Proof(what, verdict, done.seconds, "solver", ", ".join(values))
