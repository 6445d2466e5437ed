"""Can two rows of symbols differ? What is behind them as a netlist, for the satisfiability solver inside Yosys."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hdl.ir.circuit import signed_width
from hdl.judges.netlist.sat import Proof, prove
from hdl.judges.netlist.symbolic import Space
from hdl.judges.netlist.words import Form, Word, constant
from kernels.analysis.options import Question

FIRST_WIRE = 1 << 28  # numbers from here on are wires that are no symbols of the space; Yosys reads 32 bits
LARGEST_TABLE = 1 << 13  # bits of a table that a solver is given; a larger one may say anything
VALUE = re.compile(r"(\w+) = (\d+)")


def prove_equal(
    space: Space,
    first: Sequence[Word],
    second: Sequence[Word],
    inputs: Mapping[str, Word],
    what: str,
    timeout: float,
    cancelled: Question | None = None,
) -> tuple[Proof, dict[str, int]]:
    """Whether two rows of words are equal for all values of what is free, and values of `inputs` for which not.

    Those need not be a counterexample where a table was too large.
    """
    pairs = [(a, b) for x, y in zip(first, second, strict=True) for a, b in zip(x, y, strict=True) if a != b]
    if not pairs:
        return Proof(what, "proven", 0.0, "structure"), {}
    writer = _Writer(space)
    differ = writer.cell("$ne", (False, False), (tuple(a for a, _ in pairs), tuple(b for _, b in pairs)), 1)
    text = writer.text(inputs, [bit for pair in pairs for bit in pair], differ[0])
    script = (
        "read_json proof.json; hierarchy -top proof; "
        f"sat -set begins 1 -prove differ 0 -show-inputs -timeout {max(1, round(timeout))} proof"
    )
    proof = prove({"proof.json": text}, script, what, timeout, cancelled)
    values = {name: int(value) for name, value in VALUE.findall(proof.against) if name in inputs}
    return proof, values


class _Writer:
    def __init__(self, space: Space) -> None:
        self.space = space
        self.cells: dict[str, Any] = {}
        self.begins: list[int] = []
        self.wires = FIRST_WIRE

    def cell(self, kind: str, signed: tuple[bool, ...], operands: tuple[Word, ...], width: int) -> Word:
        """A cell with a result of its own."""
        self.wires += width
        result = tuple(range(self.wires - width, self.wires))
        self.define(kind, signed, operands, result)
        return result

    def define(self, kind: str, signed: tuple[bool, ...], operands: tuple[Word, ...], result: Word) -> None:
        """A cell that gives a word."""
        ports = dict(zip("AS" if kind == "$bmux" else "ABS", operands, strict=False))
        parameters: dict[str, int] = {"WIDTH": len(result)}
        if kind == "$bmux":
            parameters["S_WIDTH"] = len(operands[1])
        elif kind != "$mux":
            parameters = {"Y_WIDTH": len(result)}
            for port, sign, word in zip("AB", signed, operands, strict=False):
                parameters |= {f"{port}_SIGNED": int(sign), f"{port}_WIDTH": len(word)}
        bits = {port: [str(bit) if bit < 2 else bit for bit in word] for port, word in ports.items()}
        self.cells[f"c{len(self.cells)}"] = {
            "type": kind,
            "parameters": parameters,
            "port_directions": dict.fromkeys(ports, "input") | {"Y": "output"},
            "connections": bits | {"Y": list(result)},
        }

    def whole(self, form: Form) -> Word:
        """All bits of a number."""
        return self.space.bits(form, signed_width(*self.space.bounds(form)))

    def text(self, inputs: Mapping[str, Word], wanted: Sequence[int], differ: int) -> str:
        """The netlist of all that the wanted symbols come from."""
        waiting, done, free = [bit for bit in wanted if bit > 1], set[int](), list[int]()
        while waiting:
            bit = waiting.pop()
            if bit in done:
                continue
            word = self.space.owner[bit]
            done |= set(word)
            entry = self.space.made[word]
            before = len(self.cells)
            if not self._defined(*entry, word):
                free += word
            for cell in list(self.cells.values())[before:]:
                operands = [x for port, bits in cell["connections"].items() if port != "Y" for x in bits]
                waiting += [x for x in operands if isinstance(x, int) and x < FIRST_WIRE]
        ports: dict[str, Any] = {}
        for name, word in inputs.items():
            if set(word) & done:
                ports[name] = {"direction": "input", "bits": list(word)}
                free = [bit for bit in free if bit not in word]
        if free:
            ports["others"] = {"direction": "input", "bits": free}
        begins = self.cell("$reduce_and", (False,), (tuple(self.begins) or (1,),), 1)
        ports["begins"] = {"direction": "output", "bits": list(begins)}
        ports["differ"] = {"direction": "output", "bits": [differ]}
        nets = {name: {"hide_name": 0, "bits": port["bits"], "attributes": {}} for name, port in ports.items()}
        return json.dumps({"modules": {"proof": {"ports": ports, "cells": self.cells, "netnames": nets}}})

    def _within(self, word: Word, low: int, high: int) -> None:
        for kind, limit in (("$ge", low), ("$le", high)):
            self.begins += self.cell(kind, (True, True), (word, constant(limit, len(word))), 1)

    def _defined(self, kind: str, of: Any, word: Word) -> bool:
        """Writes what a word comes from; False where it is free."""
        width, both = len(word), (True, True)
        if kind == "free":
            if of is not None:
                self._within(word, *of)
            return False
        if kind == "sum":
            total: Word = constant(of.constant, width)
            for k, (atom, coefficient) in enumerate(of.parts):
                part = self.space.atoms[atom].word
                if coefficient != 1:
                    factor = constant(coefficient, coefficient.bit_length() + 1)
                    part = self.cell("$mul", both, (part, factor), width)
                last = k == len(of.parts) - 1
                if last:
                    self.define("$add", both, (total, part), word)
                else:
                    total = self.cell("$add", both, (total, part), width)
        elif kind == "product":
            self.define("$mul", both, (self.whole(of[0]), self.whole(of[1])), word)
        elif kind == "choice":
            first, second = (self.space.bits(form, width) for form in of[1:])
            self.define("$mux", (), (first, second, (of[0],)), word)
        elif kind == "not negative":
            self.define("$not", (False,), ((self.whole(of)[-1],),), word)
        elif kind == "zero":
            self.define("$logic_not", (False,), (self.whole(of),), word)
        elif kind == "not":
            self.define("$not", (False,), ((of,),), word)
        elif kind in ("and", "xor"):
            self.define(f"${kind}", (False, False), ((of[0],), (of[1],)), word)
        elif kind == "entry" and len(of[0]) * width <= LARGEST_TABLE:
            index = self.whole(of[1])
            size = max(1, (len(of[0]) - 1).bit_length())
            values = [bit for k in range(1 << size) for bit in constant(of[0][min(k, len(of[0]) - 1)], width)]
            self.define("$bmux", (), (tuple(values), (index + (index[-1],) * size)[:size]), word)
        else:  # a quotient, a large table, an unusual cell: anything in its range
            atom = next(one for one in self.space.atoms if one.word == word)
            self._within(word, *atom.bounds)
            return False
        return True
