"""The numbers of a stochastic graph as an integer dataflow: everything around the streams.

The circuit reads the ports and, as further inputs, the counts of the streams. What the encoders compare with comes out
under `threshold_name`, every output of the graph under its own name.
"""

from __future__ import annotations

from hdl.ir import nodes as ir
from hdl.ir.builder import Builder
from hdl.ir.circuit import Circuit, Output, Port, Register
from hdl.ir.verify import verify
from hdl.stochastic.nodes import (
    Add,
    Constant,
    Encode,
    Graph,
    Input,
    LifStep,
    Node,
    Number,
    Offset,
    Popcount,
    Scale,
)  # fmt: skip


def count_name(i: int) -> str:
    """The input that holds the count of node i."""
    return f"_count{i}"


def threshold_name(i: int) -> str:
    """The output that holds what encoder i compares with."""
    return f"_threshold{i}"


def potential_name(i: int) -> str:
    """The register of the neuron at node i."""
    return f"_v{i}"


def part_name(i: int, part: str) -> str:
    """The output with a part of the neuron at node i."""
    return f"_{part}{i}"


def arithmetic(graph: Graph, *, thresholds_only: bool = False) -> Circuit:
    """The circuit of a verified graph. With `thresholds_only` just what the encoders need, without counts."""
    work = _Arithmetic(graph, thresholds_only)
    for i, node in enumerate(graph.nodes):
        work.make(i, node)
    if not thresholds_only:
        work.show()
    circuit = work.b.finish()
    verify(circuit)
    return circuit


class _Arithmetic:
    def __init__(self, graph: Graph, thresholds_only: bool) -> None:
        self.graph, self.thresholds_only = graph, thresholds_only
        self.b = Builder(graph.name)
        self.at: dict[int, int] = {}

    def make(self, i: int, node: Node) -> None:
        """Numbers become nodes of the circuit; what depends on counts is left out where there are none."""
        b = self.b
        if isinstance(node, Input):
            self.at[i] = b.input(Port(node.port, node.low, node.high, node.point))
        elif isinstance(node, Constant):
            self.at[i] = b.const(node.value, node.point)
        elif isinstance(node, Encode):
            a = self.at[node.a]
            if node.coding == "bipolar":
                a = b.plus(a, b.const(1 << (node.width - 1), b.points[a]))
            b.outputs.append(Output(threshold_name(i), a, b.points[a]))
        elif isinstance(node, Popcount):
            if not self.thresholds_only:
                kind = self.graph.types[i]
                assert isinstance(kind, Number)
                self.at[i] = b.input(Port(count_name(i), kind.low, kind.high, kind.point))
        elif isinstance(node, Scale | Offset | Add | LifStep) and node.a in self.at:
            if isinstance(node, LifStep):
                self._lif(i, node)
            else:
                self.at[i] = self._number(node)

    def _number(self, node: Scale | Offset | Add) -> int:
        b, a = self.b, self.at[node.a]
        if isinstance(node, Scale):
            return self._moved(self._multiplied(a, node.mantissa), node.shift)
        if isinstance(node, Offset):
            return b.plus(a, b.const(node.value, b.points[a]))
        return b.plus(a, self.at[node.b])

    def _multiplied(self, a: int, mantissa: int) -> int:
        """The raw number times an integer, its point unchanged; powers of two are shifts."""
        b, point = self.b, self.b.points[a]
        size = abs(mantissa)
        if mantissa == 0:
            return b.const(0, point)
        if size & (size - 1) == 0:
            bits = size.bit_length() - 1
            product = a if bits == 0 else b.add(ir.Scale(a, bits), point)
            return product if mantissa > 0 else b.add(ir.Sub(b.const(0, point), product), point)
        return b.add(ir.Mul(a, b.const(mantissa, 0)), point)

    def _moved(self, a: int, shift: int) -> int:
        """The same bits, their point `shift` places on."""
        b = self.b
        value = b.constant(a)
        if value is not None:
            return b.const(value, b.points[a] + shift)
        return a if shift == 0 else b.add(ir.Scale(a, 0), b.points[a] + shift)

    def _lif(self, i: int, node: LifStep) -> None:
        b, name = self.b, potential_name(i)
        v = b.register(Register(name, node.low, node.high, node.point, node.initial, 0))
        product = self._moved(self._multiplied(v, node.leak), node.shift)
        moved = b.plus(b.minus(v, product), self.at[node.a])
        new = b.limited(b.at_point(moved, node.point), node.low, node.high)
        crossed = b.compare(ir.Lt, b.const(node.threshold, node.point), new)
        if node.refractory == 0:
            spike, shown = crossed, new
        else:
            since_name = f"_rest{i}"
            left = b.register(Register(since_name, 0, node.refractory, 0, 0, 0))
            resting = b.compare(ir.Lt, b.const(0, 0), left)
            spike = b.both(crossed, b.add(ir.Not(resting)))
            shown = b.choose(resting, v, new) if node.hold else new
            fewer = b.limited(b.minus(left, b.const(1, 0)), 0, node.refractory)
            b.drive(since_name, b.choose(spike, b.const(node.refractory, 0), fewer))
        after = b.choose(spike, b.const(node.reset, node.point), shown)
        b.drive(name, after)
        b.outputs.append(Output(part_name(i, "v"), after, node.point))
        b.outputs.append(Output(part_name(i, "spike"), spike, None))

    def show(self) -> None:
        """The outputs of the graph."""
        b = self.b
        made = {o.name: o for o in b.outputs}
        for o in self.graph.outputs:
            if o.part:
                part = made[part_name(o.node, o.part)]
                b.outputs.append(Output(o.name, part.node, part.point))
            else:
                b.outputs.append(Output(o.name, self.at[o.node], b.points[self.at[o.node]]))
