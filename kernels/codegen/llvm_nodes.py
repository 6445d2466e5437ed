"""Graph nodes as LLVM instructions, for one lane (`double`) or a block of W lanes (`<W x double>`)."""

from __future__ import annotations

import math
import struct

from kernels.codegen.graph import Graph

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
        return f"splat ({ {'f': 'double', 'i': 'i64', 'b': 'i1'}[kind]} {text})"

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
        for node in self.graph.reachable(roots):
            if node in values or nodes[node].op == "const":
                continue
            if nodes[node].op == "leaf":
                raise ValueError(f"leaf {nodes[node].value!r} is not bound")
            self._write_one(node)

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

    def declarations(self) -> list[str]:
        """The intrinsics that may have been called."""
        real = self.types["f"]
        return [f"declare {real} @llvm.{name}.{self.suffix}({real})" for name in INTRINSIC.values()]
