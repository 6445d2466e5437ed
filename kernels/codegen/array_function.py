"""Expressions of a model over arrays: native code that maps samples to values, a block of samples at a time.

For what is not a run: currents along a trace, vector fields on a grid, Jacobians, the elementary functions alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kernels.codegen import native
from kernels.codegen.graph import Graph
from kernels.codegen.llvm_nodes import NodeWriter, definitions
from kernels.codegen.lower import lower

WIDTH = 8


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """A compiled function of `n_inputs` arrays with `n_outputs` arrays as result."""

    kernel: native.Linked
    n_inputs: int
    n_outputs: int

    def __call__(self, *inputs: np.ndarray | float) -> list[np.ndarray]:
        """The outputs for inputs broadcast against each other."""
        arrays = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in inputs)) if inputs else [np.zeros(1)]
        shape = arrays[0].shape
        count = int(np.prod(shape))
        padded = -(-max(count, 1) // WIDTH) * WIDTH
        table = np.zeros((max(1, self.n_inputs), padded))
        for row, values in zip(table, arrays, strict=False):
            row[:count] = values.ravel()
        results = np.empty((self.n_outputs, padded))
        self.kernel.functions["map"](table.ctypes.data, results.ctypes.data, padded)
        return [row[:count].reshape(shape) for row in results]


def array_function(g: Graph, leaves: Sequence[int], roots: Sequence[int], strict: bool = False) -> ArrayFunction:
    """Compiles the roots as functions of the leaves, in this order; truth values become 1 and 0."""
    real_roots = [g.select(root, g.const(1.0), g.const(0.0)) if g.nodes[root].kind == "b" else root for root in roots]
    lowered = lower(g, real_roots)
    nodes = NodeWriter(g, WIDTH, strict)
    kind = nodes.types["f"]
    lines = nodes.lines
    lines += [
        "define void @map(ptr noalias %inputs, ptr noalias %outputs, i64 %count) #0 {",
        "entry:",
        "  br label %next",
    ]
    lines += ["next:", "  %i = phi i64 [ 0, %entry ], [ %after, %next ]"]
    for j, leaf in enumerate(leaves):
        lines += [f"  %row{j} = mul i64 %count, {j}", f"  %at{j} = add i64 %row{j}, %i"]
        lines += [f"  %p{j} = getelementptr double, ptr %inputs, i64 %at{j}"]
        lines += [f"  %x{j} = load {kind}, ptr %p{j}, align 8"]
        nodes.bind(leaf, f"%x{j}")
    nodes.write(lowered)
    for j, root in enumerate(lowered):
        lines += [f"  %out_row{j} = mul i64 %count, {j}", f"  %out_at{j} = add i64 %out_row{j}, %i"]
        lines += [f"  %q{j} = getelementptr double, ptr %outputs, i64 %out_at{j}"]
        lines += [f"  store {kind} {nodes.operand(root)}, ptr %q{j}, align 8"]
    lines += [f"  %after = add i64 %i, {WIDTH}", "  %more = icmp slt i64 %after, %count"]
    lines += ["  br i1 %more, label %next, label %done", "done:", "  ret void", "}"]
    text = "\n".join(lines + definitions(set(), WIDTH, strict) + [native.ATTRIBUTES]) + "\n"
    signature = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)
    return ArrayFunction(native.load(text, {"map": signature}), len(leaves), len(roots))
