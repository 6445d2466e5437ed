"""A printed module with its properties, as questions to a solver: does a property hold in each of the next clocks?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hdl.compile import Compiled
from hdl.files import Printed
from hdl.judges.netlist.sat import Proof, prove
from hdl.judges.tools import find_tool, make_ready
from hdl.judges.unrolled import Netlist, at, read_smt2, unrolled
from hdl.judges.work_folder import work_folder
from hdl.judges.yosys import run_yosys, written
from hdl.judges.z3_solver import Answer, ask
from hdl.verilog.properties import OPEN, exposed, watched
from kernels.analysis.options import Question

SMT2 = "proof.smt2"
READING = 300.0  # seconds that Yosys may take for the netlist, which is no part of a proof
LATEST = 4  # clocks that are shown of a run in which a property fails


@dataclass(frozen=True, slots=True)
class Asked:
    """How many clocks come after the first, and which nets are what in the first, and in those; whether a run in which
    the answer is no is wanted.
    """

    clocks: int
    first: Mapping[str, int]
    after: Mapping[str, int] = field(default_factory=dict)
    told: bool = False


@dataclass(frozen=True, slots=True)
class ByYosys:
    """Asks the solver inside Yosys."""

    compiled: Compiled
    made: Printed
    timeout: float
    cancelled: Question | None

    @property
    def top(self) -> str:
        """The wrapper's name."""
        return f"{self.made.module.name}_formal"

    @property
    def sources(self) -> dict[str, str]:
        """The files that are read."""
        wanted = (self.made.source, f"{self.top}.sv")
        return {name: text for name, text in self.made.files.items() if name in wanted}

    def script(self, *, exact: bool) -> str:
        """Has Yosys read them as one flat module, with what products and tables give or without."""
        return (
            f"read_verilog {self.made.source}; expose {exposed(self.compiled, self.made.module)}; "
            f"read_verilog -sv {self.top}.sv; hierarchy -check -top {self.top}; proc -norom; flatten; memory_collect; "
            f"{'' if exact else f'delete {OPEN}; '}memory_map; opt_expr; opt_clean"
        )

    def ask(self, asked: Asked, name: str, *, exact: bool) -> Proof:
        """Whether a property holds in all clocks after the first; values where it does not."""
        at_first = "".join(f"-set-at 1 {net} {value} " for net, value in asked.first.items())
        later = "".join(
            f"-set-at {clock} {net} {value} "
            for net, value in asked.after.items()
            for clock in range(2, asked.clocks + 2)
        )
        script = (
            f"{self.script(exact=exact)} -purge; sat -seq {asked.clocks + 1} -set-init began 0 {at_first}{later}"
            f"-prove {name} 1 -show-inputs -timeout {max(1, round(self.timeout))} {self.top}"
        )
        return prove(self.sources, script, name, self.timeout, self.cancelled)


@dataclass(frozen=True, slots=True)
class ByZ3(ByYosys):
    """Asks z3 about the netlist that Yosys reads."""

    read: dict[bool, Netlist] = field(default_factory=dict)

    def ask(self, asked: Asked, name: str, *, exact: bool) -> Proof:
        """Whether a property holds in all clocks after the first; the last ones until it fails where it does not."""
        if exact not in self.read:
            self.read[exact] = self._netlist(exact=exact)
        netlist = self.read[exact]
        clocks = range(1, asked.clocks + 1)
        seen = self._seen() if asked.told else {}
        text = unrolled(netlist, asked.clocks, [name, *asked.first, *asked.after, *seen.values()])
        so = [(net, value, 0) for net, value in asked.first.items()]
        so += [(net, value, clock) for net, value in asked.after.items() for clock in clocks]
        for net, value, clock in so:
            holds = at(netlist.net(net), clock)
            text += f"(assert {holds if value else f'(not {holds})'})\n"
        text += f"(assert (not (and {' '.join(at(netlist.net(name), clock) for clock in clocks)} true)))\n"
        shown = [f"{netlist.net(net)}@{clock}" for net in (name, *seen.values()) for clock in (0, *clocks) if seen]
        answer = ask(text, shown, self.timeout, self.cancelled)
        verdict = {"unsat": "proven", "sat": "refuted"}.get(answer.verdict, "open")
        return Proof(name, verdict, answer.seconds, "z3", self._told(netlist, answer, name, asked.clocks))

    def _netlist(self, *, exact: bool) -> Netlist:
        tool = find_tool("yosys")
        make_ready(tool, self.cancelled)
        script = f"{self.script(exact=exact)}; async2sync; dffunmap; opt_clean; write_smt2 -wires {SMT2}"
        with work_folder("proof", self.sources) as folder:
            run_yosys(tool, script, folder, self.made.source, timeout=READING, cancelled=self.cancelled)
            return read_smt2(written(folder / SMT2), self.top)

    def _seen(self) -> dict[str, str]:
        """What a failing run is told in: names of the module, with the wrapper's nets."""
        nets = {"rst": "rst", "step": "step"}
        nets |= {pin: f"drive_{k}" for k, (pin, _) in enumerate(self.made.bench.inputs)}
        if self.made.module.has_ready:
            nets["ready"] = "ready"
        nets["valid"] = "valid"
        if self.made.bench.has_spike:
            nets["spike"] = "spike"
        return nets | {r.name: f"kept_{r.index}" for r in watched(self.compiled, self.made.module)}

    def _told(self, netlist: Netlist, answer: Answer, name: str, clocks: int) -> str:
        """The last clocks of a run until the property fails."""
        values = answer.values
        if not values:
            return ""
        last = next(clock for clock in range(1, clocks + 1) if not values[f"{netlist.net(name)}@{clock}"])
        shown = range(max(0, last - LATEST + 1), last + 1)
        widths = {r.name: r.width for r in watched(self.compiled, self.made.module)}
        widths |= dict(self.made.bench.inputs)
        rows = [
            f"{own} = {' '.join(str(_signed(values[f'{netlist.net(net)}@{k}'], widths.get(own, 0))) for k in shown)}"
            for own, net in self._seen().items()
        ]
        return f"clocks {shown[0]} to {last}, of which 0 is a reset: {', '.join(rows)}"


def _signed(value: int, width: int) -> int:
    """A number of two's complement; a width of 0 or 1 is a truth value."""
    return value - (1 << width) if width > 1 and value >> (width - 1) else value
