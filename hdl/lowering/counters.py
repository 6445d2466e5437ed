"""How far must the count of steps since the last spike go? One beyond the last number it is compared with."""

from __future__ import annotations

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit
from hdl.lowering.leaves import COUNTERS

UNLIMITED = 1 << 62


def counter_limit(circuit: Circuit) -> int:
    """The smallest limit that changes nothing: counters are only compared with constants; UNLIMITED if otherwise."""
    counters = {i for i, n in enumerate(circuit.nodes) if isinstance(n, ir.Read) and n.register in COUNTERS.values()}
    if not counters:
        return UNLIMITED
    limit = 1
    for i, node in enumerate(circuit.nodes):
        read = counters & set(ir.operands(node))
        if not read:
            continue
        others = [circuit.nodes[j] for j in ir.operands(node) if j not in counters]
        constant = others[0].value if len(others) == 1 and isinstance(others[0], ir.Const) else None
        if isinstance(node, ir.Lt | ir.Le | ir.Eq) and constant is not None:
            limit = max(limit, constant + 2)
        elif not (isinstance(node, ir.Add) and constant == 1 and _counts(circuit, i)):
            return UNLIMITED
    return limit


def _counts(circuit: Circuit, node: int) -> bool:
    """Whether a sum only feeds the counter's own saturation."""
    users = [n for n in circuit.nodes if node in ir.operands(n)]
    return bool(users) and all(isinstance(n, ir.Saturate) for n in users)
