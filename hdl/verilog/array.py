"""The architecture `array`: many neurons of one kind in one datapath, their states in a memory, a neuron a clock."""

from __future__ import annotations

from dataclasses import replace

from hdl.compile import Compiled
from hdl.refusal import Refused
from hdl.verilog.expressions import literal, wires
from hdl.verilog.frame import frame
from hdl.verilog.header import header
from hdl.verilog.module import Module
from hdl.verilog.render import render

LATENCY = 2  # clocks from a neuron's address until its result


def array(compiled: Compiled, neurons: int) -> Module:
    """The module of `neurons` neurons, at least 2. Refused for a model that draws random numbers."""
    c = compiled.circuit
    if c.sources:
        raise Refused("random", "the array has one source of random numbers for all neurons; use single or shared")
    f = frame(compiled)
    w = wires(c, f.read)
    kept = [r for r in c.registers if not r.writable]
    fields, position = [], 0
    for r in reversed(kept):
        width = f.widths[r.name]
        place = f"word[{position + width - 1}:{position}]" if width > 1 else f"word[{position}]"
        fields.append({"register": f.registers[r.name], "place": place, "truth": r.truth})
        position += width
    values = f.values(w)
    following = {item["name"]: item for item in values["registers"]}
    word = [f"{f.registers[r.name]}_next" for r in kept]
    kinds = {f.registers[r.name]: "wire" if r.truth else f"wire signed [{f.widths[r.name] - 1}:0]" for r in kept}
    states = [
        item | {"next": item["text"].replace(f.registers[s], f"{f.registers[s]}_next")}
        for s, item in zip(f.states, values["states"], strict=True)
    ]
    initial = [f"1'b{r.initial}" if r.truth else literal(r.initial, f.widths[r.name]) for r in kept]
    clocks = neurons + LATENCY
    text = render(
        "array.v.j2",
        header=header(compiled, f"array: {neurons} neurons, a neuron a clock, all in {clocks} clocks", clocks),
        **(values | {"registers": [item for item in values["registers"] if item["writable"]], "states": states}),
        fields=fields,
        kinds=kinds,
        following=[following[name] | {"kind": kind} for name, kind in kinds.items()],
        word_width=position,
        word=word,
        initial=initial,
        neurons=neurons,
        address_width=max(1, (neurons - 1).bit_length()),
    )
    return replace(f.module(text, clocks, has_ready=True), neurons=neurons, word_width=position)
