"""The architecture `single`: the whole step between two clock edges."""

from __future__ import annotations

from collections import Counter

from hdl.compile import Compiled
from hdl.ir import nodes as ir
from hdl.ir.circuit import signed_width
from hdl.verilog.expressions import extended, literal, wires
from hdl.verilog.header import header
from hdl.verilog.module import Module
from hdl.verilog.names import verilog_names
from hdl.verilog.render import render


def single(compiled: Compiled) -> Module:
    """The module of a circuit that does one step a clock."""
    c, layout = compiled.circuit, compiled.layout
    states = [s for s in layout.states if any(r.name == s for r in c.registers)]
    ports = verilog_names([p.name for p in c.inputs] + states)
    registers = verilog_names([f"{r.name}_state" for r in c.registers], ports.values())
    registers = {r.name: registers[f"{r.name}_state"] for r in c.registers}
    sources = verilog_names([s.name for s in c.sources], [*ports.values(), *registers.values()])
    read = {("input", p.name): ports[p.name] for p in c.inputs}
    read |= {("read", r.name): registers[r.name] for r in c.registers}
    read |= {("fresh", s.name): f"{sources[s.name]}_fresh" for s in c.sources}
    w = wires(c, read)
    widths = {r.name: 1 if r.truth else signed_width(r.low, r.high) for r in c.registers}
    spike = next((o.node for o in c.outputs if o.name == "spike"), None)
    writable = [r for r in c.registers if r.writable]
    name = verilog_names([c.name], [])[c.name]
    text = render(
        "single.v.j2",
        header=header(compiled, "single: one step a clock; the results are there at the next edge", 1),
        name=name,
        inputs=[_input(ports[p.name], p, used=_is_read(c.nodes, p.name)) for p in c.inputs],
        states=[_state(compiled, s, ports[s], registers[s], widths[s]) for s in states],
        registers=[_register(r, registers[r.name], widths[r.name], w) for r in c.registers],
        writable=[registers[r.name] for r in writable],
        writable_widths=[widths[r.name] for r in writable],
        config_width=max((widths[r.name] for r in writable), default=0),
        sources=[(s, sources[s.name]) for s in c.sources],
        tables=[_table(c, t) for t in c.tables],
        lines=w.lines,
        spike="1'b0" if spike is None else w.text[spike],
        has_spike=spike is not None,
    )
    return Module(
        name, text, ports, registers, widths, {p.name: signed_width(p.low, p.high) for p in c.inputs}, 1
    )


def _is_read(nodes: tuple[ir.Node, ...], port: str) -> bool:
    return any(isinstance(n, ir.Input) and n.port == port for n in nodes)


def _input(name: str, port, used: bool) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {"name": name, "width": signed_width(port.low, port.high), "point": port.point, "used": used}


def _state(compiled: Compiled, state: str, port: str, register: str, width: int) -> dict[str, object]:
    """A state at its port: the register without its guard bits."""
    kept = compiled.layout.states[state]
    guard = kept.point - kept.port.n
    upper = f"{register}[{width - 1}:{guard}]" if width > guard else f"{register}[{width - 1}]"
    own = max(width - guard, 1)
    total = kept.port.width
    fill = f"{{{{{total - own}{{{register}[{width - 1}]}}}}, {upper}}}" if total > own else upper
    return {"name": port, "width": total, "form": str(kept.port), "text": fill}


def _register(r, name: str, width: int, w) -> dict[str, object]:  # type: ignore[no-untyped-def]
    kind = "reg" if r.truth else f"reg signed [{width - 1}:0]"
    initial = f"1'b{r.initial}" if r.truth else literal(r.initial, width)
    own = w.width[r.next]
    if r.truth or own <= width:
        following = w.text[r.next] if r.truth else extended(w.text[r.next], own, width)
    else:
        following = f"{w.text[r.next]}[{width - 1}:0]"
    return {"kind": kind, "name": name, "initial": initial, "next": following, "writable": r.writable}


def _table(c, table) -> dict[str, object]:  # type: ignore[no-untyped-def]
    index = next(n.index for n in c.nodes if isinstance(n, ir.Rom) and n.table == table.name)
    index_width = signed_width(*c.bounds[index])
    width = signed_width(min(table.values), max(table.values))
    usual = Counter(table.values).most_common(1)[0][0]  # the default of the case, which need not be written
    rows = [(literal(k, index_width), literal(v, width)) for k, v in enumerate(table.values) if v != usual]
    default = literal(usual, width)
    return {"name": table.name, "width": width, "index_width": index_width, "rows": rows, "default": default}
