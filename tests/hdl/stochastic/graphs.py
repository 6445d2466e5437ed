"""Random stochastic graphs, and their meaning in plain Python: one bit after the other, exact integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from hdl.stochastic import lfsr, sobol
from hdl.stochastic.node_types import type_of
from hdl.stochastic.nodes import (
    Add,
    BitwiseAnd,
    BitwiseXnor,
    Constant,
    Encode,
    Graph,
    Input,
    LifStep,
    Node,
    Offset,
    Output,
    Popcount,
    Scale,
    Stream,
    Type,
    operands,
)  # fmt: skip


class Growing:
    """A graph to which nodes are added with their types."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.types: list[Type] = []

    def add(self, node: Node) -> int:
        self.types.append(type_of(node, self.types.__getitem__))
        self.nodes.append(node)
        return len(self.nodes) - 1

    def graph(self, name: str, outputs: Sequence[Output]) -> Graph:
        return Graph(name, tuple(self.nodes), tuple(self.types), tuple(outputs))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """One or two inputs, up to five streams of one coding, products of them, sums of counts, perhaps a neuron."""
    g = Growing()
    coding = draw(st.sampled_from(("unipolar", "bipolar")))
    bipolar = coding == "bipolar"
    width = draw(st.integers(9, 13))
    one, point = 1 << (width - bipolar), width - bipolar
    length = 1 << draw(st.integers(1, 6))
    ports = ("x", "module")[: draw(st.integers(1, 2))]
    numbers = [g.add(Input(port, -one if bipolar else 0, one, point)) for port in ports]
    encoders = draw(st.integers(1, 5))
    seeds = lfsr.spread_seeds(width, encoders, draw(st.integers(0, 99)))
    streams = []
    for k in range(encoders):
        a = numbers[k] if k < len(numbers) else g.add(Constant(draw(st.integers(-one if bipolar else 0, one)), point))
        source = draw(st.sampled_from(("lfsr", "sobol")))
        streams.append(g.add(Encode(a, coding, source, width, seeds[k] if source == "lfsr" else k + 1, length)))
    while len(streams) > 1 and draw(st.booleans()):
        gate = BitwiseXnor if bipolar else BitwiseAnd
        streams.append(g.add(gate(streams.pop(0), streams.pop(0))))
    counts = [g.add(Popcount(s)) for s in streams]
    total = counts[0]
    for c in counts[1:]:
        total = g.add(Add(total, c))
    scaled = g.add(Scale(total, draw(st.sampled_from((-5, -4, -1, 1, 3, 8))), draw(st.integers(-3, 5))))
    drive = g.add(Offset(scaled, draw(st.integers(-100, 100))))
    outputs = [Output("drive", drive)]
    outputs += [Output(f"held{i}", i) for i in numbers if not any(i in operands(n) for n in g.nodes)]
    if draw(st.booleans()):
        reach = 1 << draw(st.integers(4, 16))
        threshold = draw(st.integers(-reach, reach - 1))
        reset, initial = (draw(st.integers(-reach, threshold)) for _ in range(2))
        shift = draw(st.integers(0, 6))
        v = g.add(
            LifStep(
                drive, draw(st.integers(-2, 12)), -reach, reach, draw(st.integers(0, 1 << shift)), shift, threshold,
                reset, initial, draw(st.integers(0, 3)), draw(st.integers(0, 1)),
            )
        )  # fmt: skip
        outputs += [Output("v", v, "v"), Output("spike", v, "spike")]
    return g.graph("random_graph", outputs)


def reference(graph: Graph, inputs: Mapping[str, Sequence[int]], n_steps: int) -> dict[str, list[int]]:
    """The outputs of each step, from the definitions alone."""
    drawn = {i: 0 if n.source == "sobol" else n.number for i, n in enumerate(graph.nodes) if isinstance(n, Encode)}
    index = 0
    held = {i: [n.initial, 0] for i, n in enumerate(graph.nodes) if isinstance(n, LifStep)}
    found: dict[str, list[int]] = {o.name: [] for o in graph.outputs}
    for k in range(n_steps):
        at: dict[int, Any] = {}
        counts = {i: 0 for i, n in enumerate(graph.nodes) if isinstance(n, Popcount)}
        _numbers(graph, at, {name: values[k] for name, values in inputs.items()}, held)
        for _ in range(graph.length):
            bits: dict[int, bool] = {}
            for i, n in enumerate(graph.nodes):
                if isinstance(n, Encode):
                    compared = at[n.a] + ((1 << (n.width - 1)) if n.coding == "bipolar" else 0)
                    if n.source == "lfsr":
                        bits[i] = drawn[i] <= compared
                        drawn[i] = lfsr.stepped(n.width, drawn[i])
                    else:
                        bits[i] = drawn[i] < compared
                        drawn[i] = sobol.stepped(n.number, n.width, index & ((1 << n.width) - 1), drawn[i])
                elif isinstance(n, BitwiseAnd):
                    bits[i] = bits[n.a] and bits[n.b]
                elif isinstance(n, BitwiseXnor):
                    bits[i] = bits[n.a] == bits[n.b]
                elif isinstance(n, Popcount):
                    counts[i] += bits[n.a]
            index += 1
        at |= counts
        _numbers(graph, at, {name: values[k] for name, values in inputs.items()}, held)
        for o in graph.outputs:
            value = at[o.node]
            found[o.name].append(int(value[("v", "spike").index(o.part)] if o.part else value))
    return found


def _numbers(graph: Graph, at: dict[int, Any], inputs: Mapping[str, int], held: dict[int, list[int]]) -> None:
    """The values of the numbers that are known."""
    for i, n in enumerate(graph.nodes):
        if i in at or isinstance(graph.types[i], Stream) or any(a not in at for a in operands(n)):
            continue
        if isinstance(n, Input):
            at[i] = inputs[n.port]
        elif isinstance(n, Constant):
            at[i] = n.value
        elif isinstance(n, Scale):
            at[i] = at[n.a] * n.mantissa
        elif isinstance(n, Offset):
            at[i] = at[n.a] + n.value
        elif isinstance(n, Add):
            at[i] = at[n.a] + at[n.b]
        elif isinstance(n, LifStep):
            at[i] = _lif(n, at[n.a], graph.types[n.a].point, held[i])  # type: ignore[union-attr]


def _lif(n: LifStep, drive: int, point: int, held: list[int]) -> tuple[int, bool]:
    """The neuron's step, `held` being its potential and the refractory steps that are left."""
    v, left = held
    fine = max(n.point + n.shift, point)
    total = (v << (fine - n.point)) - (n.leak * v << (fine - n.point - n.shift)) + (drive << (fine - point))
    new = (2 * total + (1 << (fine - n.point))) >> (fine - n.point + 1)
    new = min(max(new, n.low), n.high)
    spike = new > n.threshold and left == 0
    if left and n.hold:
        new = v
    held[:] = [n.reset if spike else new, n.refractory if spike else max(left - 1, 0)]
    return held[0], spike
