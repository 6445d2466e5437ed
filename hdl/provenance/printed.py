"""Which lines of the dataflow's text and of the Verilog are about a node."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit
from hdl.verilog.module import Module
from hdl.verilog.schedule import Schedule

Lines = dict[int, list[int]]  # node -> numbers of lines, from 0

NODE = re.compile(r"\bn(\d+)(?:_\w+)?\b")  # a wire, and what hangs on it
WORD = re.compile(r"[A-Za-z_]\w*")
DEFINES = re.compile(r"\s*(?:wire\b|reg\b|assign\b|always @\(posedge clk\) n)")
SLOT = re.compile(r"\s*\d+'d(\d+): (?:control|fetched) <= ")


def text_lines(lines: Sequence[str], circuit: Circuit) -> Lines:
    """The lines of the dataflow: a node's own, and those of the register, port or table that it reads."""
    called: dict[tuple[str, str], list[int]] = {}
    for i, node in enumerate(circuit.nodes):
        for kind, field in (("register", "register"), ("input", "port"), ("table", "table")):
            if hasattr(node, field):
                called.setdefault((kind, getattr(node, field)), []).append(i)
    found: Lines = {}
    for number, line in enumerate(lines):
        words = line.split(" ", 3)
        about = [int(words[0][1:])] if line.startswith("%") else called.get((words[0], words[1]), [])
        about = [int(words[2][1:])] if words[0] == "output" else about
        for i in about:
            found.setdefault(i, []).append(number)
    return found


def verilog_lines(lines: Sequence[str], circuit: Circuit, module: Module, plan: Schedule | None) -> Lines:
    """The lines of a module; with a schedule, a product and an addition have the lines of their slots."""
    called, busy = _names(circuit, module), _slots(plan)
    found: Lines = {}
    for number, line in enumerate(lines):
        for node in _nodes_of(line, called, busy):
            found.setdefault(node, []).append(number)
    return found


def _names(circuit: Circuit, module: Module) -> dict[str, list[int]]:
    """The nodes that read a register, a port or a table, by its name in the Verilog."""
    found: dict[str, list[int]] = {}
    for i, node in enumerate(circuit.nodes):
        names: list[str] = []
        if isinstance(node, ir.Read):
            names = [module.registers.get(node.register, ""), module.ports.get(node.register, "")]
        elif isinstance(node, ir.Input):
            port = module.ports.get(node.port, "")
            names = [port, f"{port}_now"] if port else []
        elif isinstance(node, ir.Rom):
            names = [node.table, f"{node.table}_q"]
        for name in filter(None, names):
            found.setdefault(name, []).append(i)
    return found


def _slots(plan: Schedule | None) -> dict[int, set[int]]:
    """What is done in each slot, by its nodes."""
    found: dict[int, set[int]] = {}
    if plan is not None:
        for node, slot in (*plan.issue.items(), *plan.take.items(), *plan.read.items()):
            found.setdefault(slot, set()).add(node)
        for (root, addend), slot in plan.add.items():
            found.setdefault(slot, set()).update((root, addend))
    return found


def _nodes_of(line: str, called: Mapping[str, list[int]], busy: Mapping[int, set[int]]) -> set[int]:
    """The nodes a line of Verilog is about: the one it defines, else those whose values it names."""
    code = line.partition("//")[0]
    slot = SLOT.match(code)
    if slot is not None:
        return busy.get(int(slot[1]), set())
    found = [int(m[1]) for m in NODE.finditer(code)]
    if found and DEFINES.match(code):
        return set(found[:1])
    return set(found).union(*(called[word] for word in set(WORD.findall(code)) & called.keys()))
