"""Which node of a circuit does a node of its rewritten form stand for?"""

from __future__ import annotations

from dataclasses import fields

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit

INSERTED = (ir.Mul, ir.Floor)  # a product with a power of two, cut, in place of what is added


def stands_for(new: Circuit, old: Circuit) -> dict[int, int]:
    """The nodes of the old circuit by those of the new one, which computes the same from the same registers and ports.

    Both are followed from their outputs and registers; what was put in belongs to what it stands for.
    """
    found: dict[int, int] = {}
    next_of = {r.name: r.next for r in old.registers}
    stack = [(a.node, b.node) for a, b in zip(new.outputs, old.outputs, strict=True)]
    stack += [(r.next, next_of[r.name]) for r in new.registers]
    while stack:
        n, o = stack.pop()
        if n in found:
            continue
        found[n] = o
        node, was = new.nodes[n], old.nodes[o]
        if _alike(node, was):
            stack += zip(ir.operands(node), ir.operands(was), strict=True)
        elif isinstance(node, INSERTED):
            inner = was.a if isinstance(was, ir.Scale) and isinstance(node, ir.Mul) else o
            for operand in ir.operands(node):
                is_factor = isinstance(node, ir.Mul) and isinstance(new.nodes[operand], ir.Const)
                stack.append((operand, o if is_factor or isinstance(node, ir.Floor) else inner))
        else:
            stack += [(operand, o) for operand in ir.operands(node)]
    return found


def _alike(a: ir.Node, b: ir.Node) -> bool:
    """Whether two nodes do the same, with whatever they read."""
    own = [f.name for f in fields(a) if f.name not in ir.OPERANDS[type(a)]]
    return type(a) is type(b) and all(getattr(a, name) == getattr(b, name) for name in own)
