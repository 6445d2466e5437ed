"""Does co-simulation see a fault? Small faults are made in the printed module; every one of them has to fail.

A fault that changes nothing is recognised by proof (`hdl.judges.step_proof`). One that the vectors do not see is tried
from random registers, which no run need ever reach; what even that does not see is listed, not hidden. A fault in an
entry of a table on which nothing depends, whatever stands there, is told apart: it is not seen, and says nothing of the
comparison. Such entries are those that no run reads, and those where a state saturates anyway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Unpack

from hdl.compile import Compiled
from hdl.files import NEURONS, Printed, forcing_stimulus, printed
from hdl.judges.cosim import TIMEOUT, compiled_simulation
from hdl.judges.mutants import ENTRY, Mutation, inverted, mutations
from hdl.judges.netlist.play import observed_names, play
from hdl.judges.netlist.program import Program
from hdl.judges.netlist.read import read_printed
from hdl.judges.netlist.scatter import Case, cases_of, entry_cases, scatter, scatter_names
from hdl.judges.process import ToolError
from hdl.judges.step_proof import prove_programs
from hdl.options import CircuitOptions, ModuleRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.language.model import Model

STATES = 300  # random steps
PROOF_TIME = 20.0  # seconds
# caught: the vectors fail. state: they do not, but a step from random registers does. equivalent: proven to change
# nothing. rejected: it is no Verilog any more. survived: nothing sees it. idle: nothing sees it, nor what else stands
# in that entry of a table
VERDICTS = ("caught", "state", "equivalent", "rejected", "survived", "idle")


@dataclass(frozen=True, slots=True)
class MutateRequest(ModuleRequest):
    """What is printed, how many faults are made in it, and how long each is simulated."""

    mutants: int = asked("faults", 20, low=1, high=10_000)
    fault_seed: int = asked("another number makes other faults", 0, low=0, high=2**32 - 1)
    steps: int = asked("steps under each of the two stimuli", 1000, low=1, high=100_000)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: its kind, the line of the module before and after it, the verdict, and how that was found."""

    kind: str
    line: int
    before: str
    after: str
    verdict: str
    how: str


@dataclass(frozen=True, slots=True)
class MutateReport:
    """All faults; `passed` if none survived. Those that are idle count apart: they are neither seen nor proven."""

    name: str
    passed: bool
    counts: Mapping[str, int]
    mutants: tuple[Mutant, ...]


def mutate(
    model: Model,
    *,
    mutants: int = 20,
    fault_seed: int = 0,
    arch: str = "single",
    neurons: int = NEURONS,
    steps: int = 1000,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> MutateReport:
    """Prints a model, makes faults in it and simulates each. ToolError where Yosys is missing."""
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    return mutate_circuit(
        compiled, mutants=mutants, fault_seed=fault_seed, arch=arch, neurons=neurons, steps=steps, progress=progress,
        cancelled=cancelled,
    )  # fmt: skip


def mutate_circuit(
    compiled: Compiled,
    *,
    mutants: int = 20,
    fault_seed: int = 0,
    arch: str = "single",
    neurons: int = NEURONS,
    steps: int = 1000,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> MutateReport:
    """As `mutate`, of a circuit."""
    own = printed(compiled, arch, steps, neurons=neurons)
    forced = printed(compiled, arch, steps, forcing_stimulus(compiled, steps, 0), neurons)
    trial = Trial(compiled, own, forced, read_printed(own, TIMEOUT, cancelled), cancelled)
    found = []
    chosen = mutations(own.files[own.source], mutants, fault_seed)
    for k, mutation in enumerate(chosen):
        found.append(trial.judged(mutation))
        if progress is not None:
            progress((k + 1) / len(chosen))
    counts = Counter(one.verdict for one in found)
    return MutateReport(own.module.name, not counts["survived"], dict(counts), tuple(found))


class Trial:
    """Judges the faults of one module: under its own stimulus and a forcing one, and from random registers."""

    def __init__(
        self, compiled: Compiled, own: Printed, forced: Printed, whole: Program, cancelled: Question | None
    ) -> None:
        self.compiled, self.own, self.whole, self.cancelled = compiled, own, whole, cancelled
        self.stimuli = {"own": own, "random": forced}
        self.cases: tuple[Case, ...] = ()
        self.many = own.module.neurons > 1

    def judged(self, mutation: Mutation) -> Mutant:
        """What becomes of a fault."""
        text = self.own.files[self.own.source]
        changed = mutation.applied(text)
        verdict, how = self._verdict(changed)
        if verdict == "survived" and mutation.kind == "table":
            verdict, how = self._in_table(mutation, text) or (verdict, how)
        before, after = (whole.splitlines()[mutation.line - 1].strip() for whole in (text, changed))
        return Mutant(mutation.kind, mutation.line, before, after, verdict, how)

    def _in_table(self, mutation: Mutation, text: str) -> tuple[str, str] | None:
        """A closer look at an entry of a table: states that read it, and whether it matters at all what it is."""
        cases: tuple[Case, ...] = ()
        place = ENTRY.match(text.splitlines()[mutation.line - 1])
        if place is not None and place[1] in {t.name for t in self.compiled.circuit.tables} and not self.many:
            cases = entry_cases(self.compiled, self.own, place[1], int(place[2]), STATES)
        for changed, verdict in ((mutation, "state"), (inverted(text, mutation), "survived")):
            program = read_printed(self._with(self.own, changed.applied(text)), TIMEOUT, self.cancelled)
            said = self._scattered(program, cases) if cases else ""
            if said:
                return ("state", said) if verdict == "state" else None
            if verdict == "survived" and self._tried(program) is not None:
                return None
        return "idle", "no vector and no state tried depends on this entry: nor if all its bits are inverted"

    def _verdict(self, text: str) -> tuple[str, str]:
        try:
            program = read_printed(self._with(self.own, text), TIMEOUT, self.cancelled)
            if program.netlist == self.whole.netlist:
                return "equivalent", "the same netlist"
            seen = self._tried(program)
        except ToolError as problem:
            return "rejected", str(problem)
        if seen is not None:
            return seen
        if self.many:
            return "survived", "the vectors do not see it, and an array is not tried from random registers"
        proof = prove_programs(
            self.compiled, (self.own.module, self.own.module), (self.whole, program), PROOF_TIME, self.cancelled
        )
        if proof.verdict == "proven":
            return "equivalent", "proven to make the same step from all registers and inputs"
        if proof.verdict == "refuted":
            return "state", f"differs from {proof.against}"
        return "survived", "no vector and no random state shows a difference, and there is no proof that there is none"

    def _sees(self, text: str) -> bool:
        return self._tried(read_printed(self._with(self.own, text), TIMEOUT, self.cancelled)) is not None

    def _tried(self, program: Program) -> tuple[str, str] | None:
        """The verdict where a vector or a step from random registers differs."""
        run = compiled_simulation(program, observed_names(self.own))
        for name, made in self.stimuli.items():
            found = play(run, made, self.cancelled)
            if found.wrong or found.failed:
                return "caught", f"{name} stimulus: {found.failed or found.said.splitlines()[0]}"
        if self.many:
            return None
        if not self.cases:
            self.cases = cases_of(self.compiled, self.own, STATES)
        state = self._scattered(program, self.cases)
        return ("state", state) if state else None

    def _with(self, made: Printed, text: str) -> Printed:
        return replace(made, files={**made.files, made.source: text})

    def _scattered(self, program: Program, cases: tuple[Case, ...]) -> str:
        run = compiled_simulation(program, scatter_names(self.own, cases))
        found = scatter(run, self.own, cases, self.cancelled)
        return found.said.splitlines()[0] if found.wrong else ""
