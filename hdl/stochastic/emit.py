"""A stochastic graph as a Verilog-2005 module of its own: generators, gates, counters and the neuron."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hdl.ir.circuit import signed_width
from hdl.stochastic import lfsr, sobol
from hdl.stochastic.arithmetic import arithmetic, count_name, potential_name, threshold_name
from hdl.stochastic.nodes import BitwiseAnd, BitwiseXnor, Encode, Graph, Popcount
from hdl.stochastic.verify import check
from hdl.verilog.expressions import Wires, extended, literal, wires
from hdl.verilog.module import Module
from hdl.verilog.names import verilog_names
from hdl.verilog.render import render
from hdl.verilog.testbench import Kept

Generator = tuple[str, int, int]  # source, width, number
TAKEN = ("clock", "LAST", "ready")


@dataclass(frozen=True, slots=True)
class StochasticModule:
    """The printed module, the registers its testbench looks at (counters, neurons, outputs), and its output ports."""

    module: Module
    kept: tuple[Kept, ...]
    outputs: Mapping[str, Kept]


@dataclass(frozen=True, slots=True)
class Register:
    """A register, and its values after reset and after a step as Verilog."""

    kept: Kept
    initial: str
    next: str

    @property
    def name(self) -> str:
        """Its name in the module."""
        return self.kept.name


def emit_module(graph: Graph) -> StochasticModule:
    """The module of a graph; GraphError where it does not verify."""
    return _Printer(check(graph)).run()


class _Printer:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.circuit = c = arithmetic(graph)
        self.registers = {r.name: r.name.lstrip("_") + "_state" for r in c.registers}
        self.counts = [i for i, node in enumerate(graph.nodes) if isinstance(node, Popcount)]
        keys = dict.fromkeys(self.key(node) for node in graph.nodes if isinstance(node, Encode))
        self.generators = {key: f"{key[0]}{j}_value" for j, key in enumerate(keys)}
        inside = [*TAKEN, *self.registers.values(), *(f"ones{i}_count" for i in self.counts)]
        inside += [f"{name}{end}" for name in self.generators.values() for end in ("", "_change")]
        inside += [f"{word}{width}" for _, width, _ in keys for word in ("index", "below", "zero")]
        inside += [f"s{i}_bit" for i in range(len(graph.nodes))]
        self.name = verilog_names([graph.name], inside)[graph.name]
        words = [node.port for node in graph.inputs] + [o.name for o in graph.outputs]
        self.ports = verilog_names([w for w in words if w != "spike"], [self.name, *inside])
        if "spike" in words:
            self.ports["spike"] = "spike"

    @staticmethod
    def key(node: Encode) -> Generator:
        """Encoders with the same key share a generator."""
        return node.source, node.width, node.number

    def run(self) -> StochasticModule:
        c, graph = self.circuit, self.graph
        read = {("input", node.port): f"{self.ports[node.port]}_held" for node in graph.inputs}
        read |= {("input", count_name(i)): f"ones{i}_now" for i in self.counts}
        read |= {("read", name): register for name, register in self.registers.items()}
        w = wires(c, read)
        at = {o.name: o.node for o in c.outputs}
        registers = [self.register(w, r.name, r.next, signed_width(r.low, r.high), r.initial) for r in c.registers]
        outputs = []
        for o in graph.outputs:
            register = self.registers.get(potential_name(o.node), "") if o.part == "v" else ""
            kept = next((r for r in registers if r.name == register), None)
            if kept is None:  # a number, a spike, or a potential that never changes
                truth = o.part == "spike"
                width = 1 if truth else w.width[at[o.name]]
                kept = self.register(w, f"{self.ports[o.name]}_shown", at[o.name], width, 0, truth)
                registers.append(kept)
            outputs.append((self.ports[o.name], kept.kept))
        inputs = {node.port: signed_width(node.low, node.high) for node in graph.inputs}
        text = render(
            "stochastic.v.j2",
            header=self.header(),
            name=self.name,
            ports=[{"name": self.ports[n], "held": f"{self.ports[n]}_held", "width": w} for n, w in inputs.items()],
            outputs=outputs,
            length=graph.length,
            clock_width=graph.length.bit_length() - 1,
            generators=[self.generator(key, name) for key, name in self.generators.items()],
            counters=sorted({width for source, width, _ in self.generators if source == "sobol"}),
            counts=[self.count(i) for i in self.counts],
            numbers=w.lines,
            streams=self.streams({name: (w.text[n], w.width[n]) for name, n in at.items()}),
            registers=registers,
        )
        counters = [Kept(f"ones{i}_count", graph.length.bit_length(), 0, False) for i in self.counts]
        module = Module(
            self.name, text, self.ports, self.registers, {r.name: r.kept.width for r in registers}, inputs,
            graph.length + 2, has_ready=True,
        )  # fmt: skip
        return StochasticModule(module, (*counters, *(r.kept for r in registers)), dict(outputs))

    def register(self, w: Wires, name: str, node: int, width: int, initial: int, truth: bool = False) -> Register:
        """A register that takes over a node of the circuit when the counts are complete."""
        text, own = w.text[node], w.width[node]
        if not truth:
            text = extended(text, own, width) if own <= width else f"{text}[{width - 1}:0]"
        first = f"1'b{initial}" if truth else literal(initial, width)
        return Register(Kept(self.registers.get(name, name), width, initial, truth), first, text)

    def header(self) -> list[str]:
        """The notes of the graph, and how to use the module."""
        g = self.graph
        lines = [*g.notes, ""] if g.notes else [g.name, ""]
        lines.append(f"Stochastic computing: a step takes streams of {g.length} bits, {g.length + 2} clocks.")
        lines.append("A number is the port's integer times 2**-n.")
        for node in g.inputs:
            lines.append(f"input  {node.port}: n = {node.point}, from {node.low} to {node.high}")
        return lines

    def generator(self, key: Generator, name: str) -> dict[str, Any]:
        """What the template needs of a generator."""
        source, width, number = key
        if source == "lfsr":
            taps = ", ".join(map(str, lfsr.TAPS[width]))
            return {"source": source, "name": name, "width": width, "seed": number, "mask": lfsr.tap_mask(width),
                    "taps": taps}  # fmt: skip
        numbers = sobol.directions(number, width)
        masks = [
            sum(1 << j for j, direction in enumerate(numbers) if direction >> bit & 1) for bit in reversed(range(width))
        ]
        return {"source": source, "name": name, "width": width, "seed": 0, "number": number, "masks": masks}

    def count(self, i: int) -> dict[str, Any]:
        """What the template needs of a counter."""
        width = self.graph.length.bit_length()
        node = self.graph.nodes[i]
        assert isinstance(node, Popcount)
        bit = f"s{node.a}_bit"
        return {"register": f"ones{i}_count", "wire": f"ones{i}_now", "width": width,
                "bit": f"{{{width - 1}'d0, {bit}}}"}  # fmt: skip

    def streams(self, numbers: dict[str, tuple[str, int]]) -> list[str]:
        """A wire a stream: the comparison of an encoder, or a gate."""
        lines = []
        for i, node in enumerate(self.graph.nodes):
            if isinstance(node, Encode):
                text, width = numbers[threshold_name(i)]
                wide = max(node.width + 2, width)
                value = self.generators[self.key(node)]
                fill = wide - node.width
                # an LFSR is never 0: less or equal draws as many ones as less does of a sequence that begins at 0
                sign = "<=" if node.source == "lfsr" else "<"
                lines.append(f"wire s{i}_bit = $signed({{{fill}'d0, {value}}}) {sign} {extended(text, width, wide)};")
            elif isinstance(node, BitwiseAnd):
                lines.append(f"wire s{i}_bit = s{node.a}_bit & s{node.b}_bit;")
            elif isinstance(node, BitwiseXnor):
                lines.append(f"wire s{i}_bit = ~(s{node.a}_bit ^ s{node.b}_bit);")
        return lines
