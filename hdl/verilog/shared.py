"""The architecture `shared`: one registered multiplier for all products, a step in as many clocks as they need."""

from __future__ import annotations

from hdl.compile import Compiled
from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit
from hdl.verilog.expressions import Wires, wires
from hdl.verilog.frame import frame
from hdl.verilog.header import header
from hdl.verilog.module import Module
from hdl.verilog.render import render
from hdl.verilog.schedule import Schedule, schedule


def shared(compiled: Compiled) -> Module:
    """The module of a circuit with one multiplier; `ready` says when it takes the next step."""
    c = compiled.circuit
    plan = schedule(c)
    latched = frame(compiled, inputs_as="{}_now")
    w = wires(c, latched.read, plan)
    products = _products(c, w, plan)
    clocks = plan.last + 1
    text = render(
        "shared.v.j2",
        header=header(compiled, f"shared: one multiplier, a step in {clocks} clocks", clocks + 1),
        **latched.values(w),
        products=products,
        a_width=products[0]["a_width"] if products else 2,
        b_width=products[0]["b_width"] if products else 2,
        product_width=products[0]["total"] if products else 4,
        last=plan.last,
        slot_width=max(1, plan.last.bit_length()),
    )
    return latched.module(text, clocks + 1, has_ready=True)


def _products(c: Circuit, w: Wires, plan: Schedule) -> list[dict[str, object]]:
    """What the multiplier is given in which slot, the wider operand first, and who takes the product."""
    found: list[dict[str, object]] = []
    pairs = []
    for i, slot in plan.issue.items():
        node = c.nodes[i]
        assert isinstance(node, ir.Mul)
        pairs.append((i, slot, *sorted((node.a, node.b), key=lambda n: -w.width[n])))
    a_width = max((w.width[a] for _, _, a, _ in pairs), default=2)
    b_width = max((w.width[b] for _, _, _, b in pairs), default=2)
    # a product of the widest operands may need fewer bits than both together
    total = max((w.width[i] for i, _, _, _ in pairs), default=4)
    for i, slot, a, b in pairs:
        width = w.width[i]
        taken = f"product[{width - 1}:0]" if width < total else "product"
        found.append({
            "node": i, "slot": slot, "a": w.extended(a, a_width), "b": w.extended(b, b_width),
            "a_width": a_width, "b_width": b_width, "total": total, "taken": taken, "take": slot + 2,
        })  # fmt: skip
    return found
