"""A path through a netlist in the words of the model: states, inputs, products, tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hdl.compile import Compiled
from hdl.ir import nodes as ir
from hdl.judges.nextpnr import Hop
from hdl.verilog.module import Module
from hdl.verilog.shared import factorised

PREFIX = "neuron."  # of what is inside the harness
DEEP = 2  # operations that a phrase unfolds
MADE = re.compile(r"_(?:SB_[A-Z]|LUT\d|CCU2C|TRELLIS_|MULT\d|MULT_|DFF|ALU|MUX2_|PFUMX|L6MUX|DP16KD|PDPW16KD|SDP|IBUF)")
BIT = re.compile(r"\[\d+\]$")
DECLARED = re.compile(r"\s*(?:wire|reg|assign|always[^;]*?)\b[^;=]*?\b([A-Za-z_]\w*)\s*(?:<?=|;|,|\})")
NODE = re.compile(r"[np](\d+)(?:_\w+)?")
PLACE = re.compile(r"(.*):(\d+)\.\d+-\d+\.\d+")
SCHEDULE, MULTIPLIER, SUM = "the schedule", "the multiplier", "the sum of products"
OWN = {
    "slot": SCHEDULE, "busy": SCHEDULE, "finish": SCHEDULE, "ready": SCHEDULE, "step": SCHEDULE, "control": SCHEDULE,
    "factor_a": f"operand of {MULTIPLIER}", "factor_b": f"operand of {MULTIPLIER}", "constant": "a constant",
    "wide_a": f"operand of {MULTIPLIER}", "wide_b": f"operand of {MULTIPLIER}", "product": f"product of {MULTIPLIER}",
    "product_next": f"product of {MULTIPLIER}", "product_unused": f"product of {MULTIPLIER}",
    "acc": SUM, "sum": SUM, "acc_unused": SUM, "addend": f"addend of {SUM}", "positive": f"addend of {SUM}",
    "rst": "reset", "valid": "valid", "spike": "spike", "cfg_we": "writing of parameters",
    "cfg_addr": "writing of parameters", "cfg_data": "writing of parameters",
}  # fmt: skip
OF_SCHEDULE = re.compile(r"(?:sel|take)_\w+|add|clear|negate|negative")
TAKEN = re.compile(r"\s*(kept\d+) <= (.*);")
SIGNS: dict[type, str] = {
    ir.Add: "{} + {}", ir.Sub: "{} - {}", ir.Mul: "product of {} and {}", ir.Div: "{} / {}", ir.Lt: "{} < {}",
    ir.Le: "{} <= {}", ir.Eq: "{} == {}", ir.And: "{} and {}", ir.Or: "{} or {}",
}  # fmt: skip
PASSED = (ir.Round, ir.Floor, ir.Scale, ir.Saturate, ir.Low)  # change the form of a number, not what it is


@dataclass(frozen=True, slots=True)
class PathStep:
    """A piece of a path: the quantity whose signal it is, and the ns until it is there."""

    what: str
    delay: float


def named_path(hops: Sequence[Hop], word: Callable[[str, Sequence[str]], str]) -> tuple[PathStep, ...]:
    """A path with a step for every quantity on the way; `word` names a net by its name and its places.

    What has no name is part of the piece before it.
    """
    steps: list[PathStep] = []
    waiting = 0.0
    for hop in hops:
        waiting += hop.delay
        what = word(hop.net, hop.sources) if hop.net else ""
        if not what:
            continue
        if steps and steps[-1].what == what:
            steps[-1] = PathStep(what, steps[-1].delay + waiting)
        else:
            steps.append(PathStep(what, waiting))
        waiting = 0.0
    if steps:
        steps[-1] = PathStep(steps[-1].what, steps[-1].delay + waiting)
    return tuple(PathStep(step.what, round(step.delay, 3)) for step in steps)


def plain_words(net: str, sources: Sequence[str]) -> str:
    """For a module that is no model's: the name that stands in its text."""
    if not net.startswith((PREFIX, "$")):
        return "the harness"
    return "" if MADE.search(net) or net.startswith("$") else _written(net)


def as_printed(compiled: Compiled, arch: str) -> Compiled:
    """The circuit whose nodes the wires of an architecture are called after."""
    return factorised(compiled) if arch == "shared" else compiled


def model_words(compiled: Compiled, module: Module) -> Callable[[str, Sequence[str]], str]:
    """What names a net of a printed module by the quantity of the model it belongs to; "" where it does not know.

    `compiled` is what `as_printed` gives for the architecture.
    """
    known = _known(compiled, module)
    lines = module.text.split("\n")
    known |= _kept(compiled, lines)
    tables = _tables(compiled)
    count = len(compiled.circuit.nodes)

    def word(net: str, sources: Sequence[str]) -> str:
        if not net.startswith((PREFIX, "$")):
            return "the harness"
        name = _written(net)
        # a name that Yosys made says only which register is near
        made = MADE.search(net) is not None or net.startswith("$")
        declared = _declared(sources, module.name, lines)
        for candidate in declared if made else (name, *declared):
            if candidate in known:
                return known[candidate]
            if OF_SCHEDULE.fullmatch(candidate):
                return SCHEDULE
            if candidate in tables:
                return f"table of {tables[candidate]}"
            node = NODE.fullmatch(candidate)
            if node is not None and int(node[1]) < count:
                return phrase(compiled, int(node[1]))
        return "" if made else name

    return word


def _written(net: str) -> str:
    """The name in the text that a net's name begins with: Yosys appends the cells on the way to it."""
    name = net.removeprefix(PREFIX)
    made = MADE.search(name)
    return BIT.sub("", name[: made.start()] if made else name)


def _declared(sources: Sequence[str], module: str, lines: Sequence[str]) -> list[str]:
    """The names declared in the lines of the module that a net comes from."""
    found = []
    for source in sources:
        place = PLACE.fullmatch(source)
        if place is None or not place[1].endswith(f"{module}.v") or not 0 < int(place[2]) <= len(lines):
            continue
        line = lines[int(place[2]) - 1]
        inner = re.search(r"assign \{(\w+),", line)
        declared = DECLARED.match(line)
        if inner or declared:
            found.append(inner[1] if inner else declared[1])  # type: ignore[index]
    return found


def _known(compiled: Compiled, module: Module) -> dict[str, str]:
    states = set(compiled.layout.states)
    known = dict(OWN)
    for own, printed in module.ports.items():
        kind = "state" if own in states else "input"
        known |= {printed: f"{kind} {own}", f"{printed}_now": f"{kind} {own}"}
    for own, printed in module.registers.items():
        register = compiled.circuit.register(own)
        kind = "state" if own in states else "parameter" if register.writable else "flag"
        known[printed] = f"{kind} {own}"
    for source in compiled.circuit.sources:
        known |= {source.name: "random numbers", f"{source.name}_fresh": "random numbers"}
    return known


def _tables(compiled: Compiled) -> dict[str, str]:
    """What each table of the circuit is of; a function may have two, values and slopes."""
    return {
        table.name: note.of
        for table in compiled.circuit.tables
        for note in compiled.lowered.tables
        if table.name == note.name or table.name.startswith(f"{note.name}_")
    }


def _kept(compiled: Compiled, lines: Sequence[str]) -> dict[str, str]:
    """What the registers hold that the architecture `shared` uses for one value after the other."""
    found: dict[str, list[str]] = {}
    for line in lines:
        taken = TAKEN.match(line)
        if taken is None:
            continue
        node = re.search(r"\bn(\d+)\b", taken[2])
        what = phrase(compiled, int(node[1])) if node and int(node[1]) < len(compiled.circuit.nodes) else SUM
        found.setdefault(taken[1], [])
        if what not in found[taken[1]]:
            found[taken[1]].append(what)
    return {
        name: several[0] if len(several) == 1 else "a value kept: " + ", ".join(several[:3])
        for name, several in found.items()
    }


def phrase(compiled: Compiled, node: int, depth: int = DEEP) -> str:
    """What a node of the circuit is, by the quantities it is made of."""
    c = compiled.circuit
    if node in c.names:
        name = c.names[node]
        own = name.removesuffix("_new")
        return f"next {own}" if own != name and own in compiled.layout.states else name
    one = c.nodes[node]
    if isinstance(one, ir.Read):
        return one.register
    if isinstance(one, ir.Input):
        return one.port
    if isinstance(one, ir.Const):
        return f"{one.value * 2.0 ** -c.points[node]:.6g}"
    if isinstance(one, ir.Bits):
        return "a random number"
    if isinstance(one, PASSED):
        return phrase(compiled, one.a, depth)
    if isinstance(one, ir.Rom):
        return f"table of {_tables(compiled).get(one.table, 'a function')}"
    if depth > 0 and type(one) in SIGNS:
        inner = [phrase(compiled, operand, depth - 1) for operand in ir.operands(one)]
        return SIGNS[type(one)].format(*inner)
    if isinstance(one, ir.Not):
        return f"not {phrase(compiled, one.a, depth)}"
    if isinstance(one, ir.Select) and depth > 0:
        chosen = [phrase(compiled, operand, depth - 1) for operand in (one.a, one.b)]
        return f"{chosen[0]} or {chosen[1]}, as the case may be"
    return "a term in " + (" and ".join(_leaves(compiled, node)) or "constants")


def _leaves(compiled: Compiled, node: int, most: int = 3) -> list[str]:
    """The states and inputs that a node is made of, at most `most`, in the order of the model."""
    c, seen, waiting = compiled.circuit, {node}, [node]
    found: set[str] = set()
    while waiting:
        one = c.nodes[waiting.pop()]
        if isinstance(one, ir.Read):
            found.add(one.register)
        elif isinstance(one, ir.Input):
            found.add(one.port)
        for operand in ir.operands(one):
            if operand not in seen:
                seen.add(operand)
                waiting.append(operand)
    order = [*compiled.layout.states, *(p.name for p in c.inputs)]
    return [name for name in order if name in found][:most]
