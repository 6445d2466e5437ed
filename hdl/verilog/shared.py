"""The architecture `shared`: one multiplier and one accumulator, a step in as many clocks as its products need."""

from __future__ import annotations

from dataclasses import replace

from hdl.compile import Compiled
from hdl.lowering.compile import Lowered
from hdl.verilog.chains import as_products
from hdl.verilog.control import control
from hdl.verilog.datapath import planned
from hdl.verilog.frame import frame
from hdl.verilog.header import header
from hdl.verilog.module import Module
from hdl.verilog.render import render
from hdl.verilog.schedule import Schedule

MOST_WORDS = 48  # of control that are still logic


def factorised(compiled: Compiled) -> Compiled:
    """The same circuit with the products that `shared` forms: constants and narrow values times powers of two."""
    lowered: Lowered = replace(compiled.lowered, circuit=as_products(compiled.circuit))
    return replace(compiled, lowered=lowered)


def shared_schedule(compiled: Compiled) -> Schedule:
    """When `shared` does what, by the nodes of the factorised circuit."""
    c = factorised(compiled)
    return planned(c.circuit, frame(c, inputs_as="{}_now").read).schedule


def shared(compiled: Compiled) -> Module:
    """The module of a circuit with one multiplier; `ready` says when it takes the next step."""
    c = factorised(compiled).circuit
    latched = frame(factorised(compiled), inputs_as="{}_now")
    d = planned(c, latched.read)
    words = control(d)
    fields = {f.name: f for f in words.fields}
    # many words become a memory, and are read a clock earlier
    fetched = d.schedule.last >= MOST_WORDS
    clocks = d.schedule.last + 1 + fetched
    slot_width = max(1, clocks.bit_length())
    text = render(
        "shared.v.j2",
        header=header(compiled, f"shared: one multiplier, a step in {clocks} clocks", clocks + 1),
        **latched.values(d.wires),
        d=d,
        choices={choice.name: choice for choice in d.choices},
        has_products=bool(d.choice("sel_a").sources),
        fields=[f for f in words.fields if f.name != "finish"],
        used=fields,
        finish=fields["finish"].low,
        control_width=words.width,
        words=[(slot, f"{words.width}'h{word:x}") for slot, word in enumerate(words.words) if word],
        fetched=fetched,
        slot_width=slot_width,
        product_width=d.port_a + d.port_b,
    )
    return latched.module(text, clocks + 1, has_ready=True)
