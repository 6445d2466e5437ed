"""Graph nodes as LLVM instructions, for one lane (`double`) or a block of W lanes (`<W x double>`).

In a block functions are written out in place, so that their instructions mix. With one lane they are called, and
independent calls of one function go side by side through one vector call: the six exponentials of a Hodgkin-Huxley
slope cost little more than one, and there is a fraction of the code to compile.
"""

from __future__ import annotations

import math
import struct

from kernels.codegen.graph import FUNCTIONS, Graph
from kernels.codegen.lower import lower

BINARY = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
COMPARE = {"lt": "olt", "le": "ole", "eq": "oeq", "ne": "une"}
INTEGER = {
    "iadd": "add",
    "isub": "sub",
    "imul": "mul",
    "iand": "and",
    "ior": "or",
    "ixor": "xor",
    "ishl": "shl",
    "ishr": "lshr",
}
INTRINSIC = {
    "abs": "fabs",
    "sqrt": "sqrt",
    "floor": "floor",
    "ceil": "ceil",
    "rint": "rint",
    "trunc": "trunc",
}
MOST_PACKED = 8  # calls of one function that share a vector
FAST = " nsz arcp contract"  # NaN and infinities keep their meaning, nothing is reassociated


def double_literal(value: float) -> str:
    """A double as LLVM writes it, exact to the bit."""
    return "0x" + struct.pack(">d", math.nan if value != value else value).hex().upper()


class NodeWriter:
    """Writes nodes as instructions, each once; `values` holds the register or literal of every node written."""

    def __init__(self, graph: Graph, width: int, strict: bool) -> None:
        self.graph = graph
        self.width = width
        self.flags = "" if strict else FAST
        self.types = {k: self.type_of(k) for k in "fib"}
        self.suffix = "f64" if width == 1 else f"v{width}f64"
        self.values: dict[int, str] = {}
        self.lines: list[str] = []
        self.called: set[tuple[str, int]] = set()  # functions called, with the number of lanes

    def type_of(self, kind: str) -> str:
        """The LLVM type of a kind of value."""
        scalar = {"f": "double", "i": "i64", "b": "i1"}[kind]
        return scalar if self.width == 1 else f"<{self.width} x {scalar}>"

    def literal(self, node: int) -> str:
        """A constant node as an operand."""
        _, _, value, kind = self.graph.nodes[node]
        if kind == "f":
            text = f"{double_literal(float(value))}"  # type: ignore[arg-type]
        elif kind == "b":
            text = "true" if value else "false"
        else:
            text = str(value)
        if self.width == 1:
            return text
        return f"splat ({ {'f': 'double', 'i': 'i64', 'b': 'i1'}[kind] } {text})"

    def operand(self, node: int) -> str:
        """The register or literal of a node that has been written."""
        return self.literal(node) if self.graph.nodes[node].op == "const" else self.values[node]

    def bind(self, node: int, register: str) -> None:
        """Makes a leaf stand for a register."""
        self.values[node] = register

    def splat(self, register: str, scalar: str, out: str) -> str:
        """A scalar register in every lane."""
        if self.width == 1:
            return register
        vector = f"<{self.width} x {scalar}>"
        self.lines.append(f"  {out}_one = insertelement {vector} poison, {scalar} {register}, i64 0")
        self.lines.append(
            f"  {out} = shufflevector {vector} {out}_one, {vector} poison, <{self.width} x i32> zeroinitializer"
        )
        return out

    def write(self, roots: list[int]) -> None:
        """Writes whatever of the roots' nodes is not written yet."""
        nodes, values = self.graph.nodes, self.values
        pending = [n for n in self.graph.reachable(roots) if n not in values and nodes[n].op != "const"]
        for layer in _layers(self.graph, pending):
            for node in layer:
                if nodes[node].op == "leaf":
                    raise ValueError(f"leaf {nodes[node].value!r} is not bound")
                if nodes[node].op not in FUNCTIONS:
                    self._write_one(node)
            for name in sorted({nodes[n].op for n in layer if nodes[n].op in FUNCTIONS}):
                calls = [n for n in layer if nodes[n].op == name]
                for first in range(0, len(calls), MOST_PACKED):
                    self._write_calls(name, calls[first : first + MOST_PACKED])

    def _write_calls(self, name: str, calls: list[int]) -> None:
        """Independent calls of one function, side by side in one vector call."""
        lanes = 1 << (len(calls) - 1).bit_length()
        self.called.add((name, lanes))
        kind = "double" if lanes == 1 else f"<{lanes} x double>"
        packed = [
            self._pack([self.operand(self.graph.nodes[n].args[i]) for n in calls], f"%call{calls[0]}_{i}")
            for i in range(FUNCTIONS[name])
        ]
        arguments = ", ".join(f"{kind} {argument}" for argument in packed)
        out = f"%n{calls[0]}" if lanes == 1 else f"%call{calls[0]}"
        self.lines.append(f"  {out} = call {kind} @{name}_{lanes}({arguments})")
        for i, node in enumerate(calls):
            self.values[node] = f"%n{node}"
            if lanes > 1:
                self.lines.append(f"  %n{node} = extractelement {kind} {out}, i64 {i}")

    def _pack(self, operands: list[str], name: str) -> str:
        """Operands in the lanes of a vector; what is left over repeats the last."""
        lanes = 1 << (len(operands) - 1).bit_length()
        if lanes == 1:
            return operands[0]
        vector = "poison"
        for i in range(lanes):
            value = operands[min(i, len(operands) - 1)]
            self.lines.append(f"  {name}_{i} = insertelement <{lanes} x double> {vector}, double {value}, i64 {i}")
            vector = f"{name}_{i}"
        return vector

    def _write_one(self, node: int) -> None:
        op, args, _, _ = self.graph.nodes[node]
        out = self.values[node] = f"%n{node}"
        a = [self.operand(arg) for arg in args]
        real, whole, truth = self.types["f"], self.types["i"], self.types["b"]
        if op in BINARY:
            text = f"{BINARY[op]}{self.flags} {real} {a[0]}, {a[1]}"
        elif op in COMPARE:
            text = f"fcmp {COMPARE[op]} {real} {a[0]}, {a[1]}"
        elif op in INTEGER:
            text = f"{INTEGER[op]} {whole} {a[0]}, {a[1]}"
        elif op in INTRINSIC:
            text = f"call{self.flags} {real} @llvm.{INTRINSIC[op]}.{self.suffix}({real} {a[0]})"
        elif op == "neg":
            text = f"fneg{self.flags} {real} {a[0]}"
        elif op in ("select", "select_bool"):
            kind = real if op == "select" else truth
            text = f"select {truth} {a[0]}, {kind} {a[1]}, {kind} {a[2]}"
        elif op in ("and", "or"):
            text = f"{op} {truth} {a[0]}, {a[1]}"
        elif op == "not":
            true = "true" if self.width == 1 else "splat (i1 true)"
            text = f"xor {truth} {a[0]}, {true}"
        elif op == "bits":
            text = f"bitcast {real} {a[0]} to {whole}"
        elif op == "from_bits":
            text = f"bitcast {whole} {a[0]} to {real}"
        else:
            assert op == "to_float", op
            text = f"sitofp {whole} {a[0]} to {real}"
        self.lines.append(f"  {out} = {text}")


def definitions(called: set[tuple[str, int]], width: int, strict: bool) -> list[str]:
    """The functions that were called, and the intrinsics that may have been."""
    lines: list[str] = []
    for name, lanes in sorted(called):
        lines += _function(name, lanes, strict)
    for lanes in sorted({width} | {lanes for _, lanes in called}):
        kind = "double" if lanes == 1 else f"<{lanes} x double>"
        suffix = "f64" if lanes == 1 else f"v{lanes}f64"
        lines += [f"declare {kind} @llvm.{name}.{suffix}({kind})" for name in INTRINSIC.values()]
    return lines


def _layers(g: Graph, pending: list[int]) -> list[list[int]]:
    """Nodes by how many calls lie before them: a layer's calls do not depend on each other."""
    depth: dict[int, int] = {}
    layers: list[list[int]] = []
    for node in pending:
        mine = 0
        for argument in g.nodes[node].args:
            if argument in depth:
                mine = max(mine, depth[argument] + (g.nodes[argument].op in FUNCTIONS))
        depth[node] = mine
        while len(layers) <= mine:
            layers.append([])
        layers[mine].append(node)
    return layers


def _function(name: str, lanes: int, strict: bool) -> list[str]:
    """The LLVM definition of one of the graph's functions over a number of lanes."""
    g = Graph()
    leaves = [g.leaf("argument", str(i)) for i in range(FUNCTIONS[name])]
    (root,) = lower(g, [g.apply(name, *leaves)])
    body = NodeWriter(g, lanes, strict)
    kind = body.types["f"]
    for i, leaf in enumerate(leaves):
        body.bind(leaf, f"%x{i}")
    body.write([root])
    arguments = ", ".join(f"{kind} %x{i}" for i in range(len(leaves)))
    return [
        f"define internal {kind} @{name}_{lanes}({arguments}) #0 {{",
        *body.lines,
        f"  ret {kind} {body.operand(root)}",
        "}",
    ]
