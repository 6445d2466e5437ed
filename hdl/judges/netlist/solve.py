"""Can two rows of symbols differ? The cells behind them as a netlist for Yosys' solver.

A solver cannot follow products. Products, quotients and tables are read as exclusive or: of the operands extended to the
result's width, or of the address and the table's entries. What is proven so holds for how they are wired.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import xor
from typing import Any

from hdl.judges.netlist.sat import Proof, prove
from hdl.judges.netlist.symbolic import Space, Word
from kernels.analysis.options import Question

ABSTRACT = ("$mul", "$div", "$mod")
UNARY = ("$not", "$neg", "$pos", "$reduce_xor", "$reduce_xnor")


def prove_equal(
    space: Space,
    pairs: Sequence[tuple[Word, Word]],
    inputs: Mapping[str, Word],
    ranges: Mapping[str, tuple[int, int]],
    what: str,
    timeout: float,
    cancelled: Question | None = None,
) -> Proof:
    """Whether both words of each pair are equal for all inputs; `ranges` bounds those inputs (as signed numbers)."""
    different = [(a, b) for x, y in pairs for a, b in zip(x, y, strict=True) if a != b]
    if not different:
        return Proof(what, "proven", 0.0, "structure")
    writer = _Netlist(space)
    first, second = (tuple(bits) for bits in zip(*different, strict=True))
    writer.cell("$ne", (False, False), (first, second), 1, "differ")
    for name, (low, high) in ranges.items():
        writer.within(inputs[name], low, high)
    text = writer.text(inputs, (*first, *second, *(bit for name in ranges for bit in inputs[name])))
    script = (
        "read_json proof.json; hierarchy -top proof; "
        f"sat -set begins 1 -prove differ 0 -show-inputs -timeout {max(1, round(timeout))} proof"
    )
    return prove({"proof.json": text}, script, what, timeout, cancelled)


class _Netlist:
    def __init__(self, space: Space) -> None:
        self.space, self.next = space, space.symbols
        self.cells: dict[str, Any] = {}
        self.named: dict[str, int] = {}
        self.inside: list[int] = []

    def cell(
        self, kind: str, signed: tuple[bool, ...], operands: tuple[Word, ...], width: int, name: str = ""
    ) -> list[int]:
        result = list(range(self.next, self.next + width))
        self.next += width
        self.add(kind, signed, operands, result)
        if name:
            self.named[name] = result[0]
        return result

    def within(self, word: Word, low: int, high: int) -> None:
        """Assumes a signed word to be in a range."""
        for kind, bound in (("$ge", low), ("$le", high)):
            limit = tuple(bound >> k & 1 for k in range(len(word)))
            self.inside += self.cell(kind, (True, True), (word, limit), 1)

    def add(self, kind: str, signed: tuple[bool, ...], operands: tuple[Word, ...], result: Sequence[int]) -> None:
        if kind in ABSTRACT:
            kind = "$xor"
        elif kind.startswith("table "):
            index = int(kind.split()[1])
            contents = next(values for values, k in self.space.tables.items() if k == index)
            mixed = reduce(xor, (value * (2 * k + 1) for k, value in enumerate(contents)), 0)
            address = (operands[0] * len(result))[: max(len(result), len(operands[0]))]
            operands = (address, tuple(mixed >> k & 1 for k in range(len(result))))
            kind, signed = "$xor", (False, False)
        ports = dict(zip("ABS", operands, strict=False))
        parameters: dict[str, int] = {}
        if kind == "$mux":
            parameters["WIDTH"] = len(result)
        else:
            for port, sign, word in zip("AB", signed, operands, strict=False):
                parameters |= {f"{port}_SIGNED": int(sign), f"{port}_WIDTH": len(word)}
            parameters["Y_WIDTH"] = len(result)
        bits = {port: [str(bit) if bit < 2 else bit for bit in word] for port, word in ports.items()}
        self.cells[f"c{len(self.cells)}"] = {
            "type": kind,
            "parameters": parameters,
            "port_directions": dict.fromkeys(ports, "input") | {"Y": "output"},
            "connections": bits | {"Y": list(result)},
        }

    def text(self, inputs: Mapping[str, Word], wanted: Sequence[int]) -> str:
        """The netlist of all that the wanted symbols need."""
        needed = set(wanted)
        for kind, signed, operands, result in reversed(self.space.rows):
            if needed & set(result):
                needed |= {bit for word in operands for bit in word}
                self.add(kind, signed, operands, result)
        self.cell("$reduce_and", (False,), (tuple(self.inside) or (1,),), 1, "begins")
        made = {bit for _, _, _, result in self.space.rows for bit in result}
        named = {name: [b for b in word if b > 1] for name, word in inputs.items()}
        free = sorted(needed - made - {0, 1} - {bit for word in named.values() for bit in word})
        ports = {name: {"direction": "input", "bits": bits} for name, bits in named.items() if needed & set(bits)}
        if free:
            ports["others"] = {"direction": "input", "bits": free}
        ports |= {name: {"direction": "output", "bits": [bit]} for name, bit in self.named.items()}
        nets = {name: {"hide_name": 0, "bits": port["bits"], "attributes": {}} for name, port in ports.items()}
        return json.dumps({"modules": {"proof": {"ports": ports, "cells": self.cells, "netnames": nets}}})
