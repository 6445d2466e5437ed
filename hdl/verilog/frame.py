"""What all architectures have in common: names, ports, registers, tables and random sources of a module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit, Port, Register, Table, signed_width
from hdl.lowering.layout import LaidOut
from hdl.verilog.expressions import Wires, extended, literal
from hdl.verilog.module import Module
from hdl.verilog.names import verilog_names


@dataclass(frozen=True, slots=True)
class Frame:
    """The names of a module, and what the templates need of its circuit."""

    compiled: LaidOut
    name: str
    states: list[str]
    ports: dict[str, str]
    registers: dict[str, str]
    sources: dict[str, str]
    widths: dict[str, int]
    read: dict[tuple[str, str], str]

    def values(self, w: Wires) -> dict[str, Any]:
        """What the templates are rendered with, beside what is special to an architecture."""
        c = self.compiled.circuit
        writable = [r for r in c.registers if r.writable]
        spike = next((o.node for o in c.outputs if o.name == "spike"), None)
        return {
            "name": self.name,
            "inputs": [_input(self.ports[p.name], p, _is_read(c, p.name)) for p in c.inputs],
            "states": [self._state(s) for s in self.states],
            "registers": [_register(r, self.registers[r.name], self.widths[r.name], w) for r in c.registers],
            "writable": [self.registers[r.name] for r in writable],
            "writable_widths": [self.widths[r.name] for r in writable],
            "config_width": max((self.widths[r.name] for r in writable), default=0),
            "sources": [(s, self.sources[s.name]) for s in c.sources],
            "tables": [_table(t) for t in c.tables],
            "lines": w.lines,
            "spike": "1'b0" if spike is None else w.text[spike],
            "has_spike": spike is not None,
        }

    def module(self, text: str, latency: int, has_ready: bool = False) -> Module:
        """The printed module."""
        widths = {p.name: signed_width(p.low, p.high) for p in self.compiled.circuit.inputs}
        return Module(self.name, text, self.ports, self.registers, self.widths, widths, latency, has_ready)

    def _state(self, state: str) -> dict[str, object]:
        """A state at its port: the register without its guard bits."""
        kept, register, width = self.compiled.layout.states[state], self.registers[state], self.widths[state]
        guard = kept.point - kept.port.n
        upper = f"{register}[{width - 1}:{guard}]" if width > guard else f"{register}[{width - 1}]"
        own, total = max(width - guard, 1), kept.port.width
        fill = f"{{{{{total - own}{{{register}[{width - 1}]}}}}, {upper}}}" if total > own else upper
        return {"name": self.ports[state], "width": total, "form": str(kept.port), "text": fill}


def frame(compiled: LaidOut, inputs_as: str = "{}") -> Frame:
    """The frame of a circuit; `inputs_as` makes of a port's name the wire its value is read from."""
    c = compiled.circuit
    states = [s for s in compiled.layout.states if any(r.name == s for r in c.registers)]
    name = verilog_names([c.name])[c.name]
    ports = verilog_names([p.name for p in c.inputs] + states, [name])
    held = verilog_names([f"{r.name}_state" for r in c.registers], [name, *ports.values()])
    registers = {r.name: held[f"{r.name}_state"] for r in c.registers}
    sources = verilog_names([s.name for s in c.sources], [name, *ports.values(), *registers.values()])
    read = {("input", p.name): inputs_as.format(ports[p.name]) for p in c.inputs}
    read |= {("read", r.name): registers[r.name] for r in c.registers}
    read |= {("fresh", s.name): f"{sources[s.name]}_fresh" for s in c.sources}
    widths = {r.name: 1 if r.truth else signed_width(r.low, r.high) for r in c.registers}
    return Frame(compiled, name, states, ports, registers, sources, widths, read)


def _is_read(c: Circuit, port: str) -> bool:
    return any(isinstance(n, ir.Input) and n.port == port for n in c.nodes)


def _input(name: str, port: Port, used: bool) -> dict[str, object]:
    return {"name": name, "width": signed_width(port.low, port.high), "point": port.point, "used": used}


def _register(r: Register, name: str, width: int, w: Wires) -> dict[str, object]:
    kind = "reg" if r.truth else f"reg signed [{width - 1}:0]"
    initial = f"1'b{r.initial}" if r.truth else literal(r.initial, width)
    own, text = w.width[r.next], w.text[r.next]
    if not r.truth:
        text = extended(text, own, width) if own <= width else f"{text}[{width - 1}:0]"
    return {"kind": kind, "name": name, "initial": initial, "next": text, "writable": r.writable}


def _table(table: Table) -> dict[str, object]:
    width = signed_width(min(table.values), max(table.values))
    return {"name": table.name, "width": width, "values": [literal(v, width) for v in table.values]}
