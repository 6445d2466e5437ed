"""One multiplier and one accumulator for all products: nothing is overwritten before it is read."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

import kernels
from hdl.compile import compile_circuit
from hdl.files import printed
from hdl.ir import nodes as ir
from hdl.ir.circuit import Circuit, signed_width
from hdl.ir.evaluate import run_exact
from hdl.ir.verify import verify
from hdl.judges.cosim import simulate_files
from hdl.judges.tools import has_tool
from hdl.verilog.chains import as_products, chains, ends
from hdl.verilog.datapath import planned
from hdl.verilog.registers import Registers
from hdl.verilog.schedule import Schedule, schedule
from hdl.verilog.shared import factorised, shared
from tests.hdl.circuits import circuits, compiled

simulator = pytest.mark.skipif(not has_tool("iverilog"), reason="iverilog is not installed (Debian: iverilog)")


def readable(c: Circuit, s: Schedule) -> dict[int, int]:
    """The first slot in which each node that is not inside a chain can be read, from the schedule alone."""
    inside: set[int] = set()
    for chain in s.chains.values():
        leaves = {a.node for a in chain.addends if not a.product}
        stack = [chain.taken]
        while stack:
            i = stack.pop()
            if i in leaves or i in inside:
                continue
            inside.add(i)
            stack += [] if isinstance(c.nodes[i], ir.Mul) else ir.operands(c.nodes[i])
    found: dict[int, int] = {}
    for i, node in enumerate(c.nodes):
        if i in s.take:
            found[i] = s.take[i] + 1
        elif i in s.read:
            found[i] = s.read[i] + 1
        elif i not in inside:
            found[i] = max((found[a] for a in ir.operands(node) if a in found), default=0)
    return found


@given(circuits())
@settings(max_examples=40, deadline=None)
def test_products_with_powers_of_two_change_no_value(c: Circuit) -> None:
    other = as_products(c)
    verify(other)
    inputs = {p.name: p.low + (p.high - p.low) // 3 for p in c.inputs}
    one, two = run_exact(c, inputs, 6), run_exact(other, inputs, 6)
    for name, values in one.registers.items():
        assert values.tolist() == two.registers[name].tolist()


@given(circuits())
@settings(max_examples=40, deadline=None)
def test_everything_is_read_after_it_is_there_and_the_adder_does_one_thing_at_a_time(c: Circuit) -> None:
    c = as_products(c)
    for twice in (False, True):
        s = schedule(c, twice, twice)
        there = readable(c, s)
        assert len(set(s.issue.values())) == len(s.issue)
        spans = []
        for root, chain in s.chains.items():
            slots = [s.add[root, a.node] for a in chain.addends]
            assert len(set(slots)) == len(slots)
            spans.append((min(slots), max(slots), s.take[chain.taken]))
            for a in chain.addends:
                if a.product:
                    assert s.add[root, a.node] == s.issue[a.node] + 2 + twice
                    assert all(there[x] <= s.issue[a.node] for x in ir.operands(c.nodes[a.node]))
                else:
                    assert there[a.node] <= s.add[root, a.node]
        # a sum is read two slots after its last addend was chosen, and the next one begins behind its reading
        for (_, last, taken), (first, _, _) in pairwise(sorted(spans)):
            assert taken == last + 2 + twice
            assert first + 1 + twice > taken
        assert all(there[i] <= s.last for i in ends(c))


@given(circuits())
@settings(max_examples=40, deadline=None)
def test_values_in_one_register_never_overlap(c: Circuit) -> None:
    c = as_products(c)
    read = {("input", p.name): p.name for p in c.inputs} | {("read", r.name): r.name for r in c.registers}
    read |= {("fresh", x.name): x.name for x in c.sources}
    for register in planned(c, read).registers.all:
        spans = sorted(register.spans)
        assert all(taken < until for taken, until in spans)
        assert all(until <= taken for (_, until), (taken, _) in pairwise(spans))


def test_a_register_is_shared_by_values_of_one_wire_that_follow_each_other() -> None:
    r = Registers()
    first = r.place("acc", 16, False, 2, 5)
    assert r.place("acc", 16, False, 5, 7) is first  # taken in the slot in which the one before is last read
    assert r.place("acc", 16, False, 4, 6) is not first
    assert r.place("acc", 17, False, 9, 10) is not first
    assert r.place("other", 16, False, 9, 10) is not first


@pytest.mark.parametrize("slug", ["lif", "izhikevich", "fitzhugh_nagumo", "adex"])
def test_operands_have_the_sixteen_bits_of_every_fpga(slug: str) -> None:
    c = factorised(compiled(slug)).circuit
    widths = [signed_width(*c.bounds[x]) for n in c.nodes if isinstance(n, ir.Mul) for x in (n.a, n.b)]
    assert max(widths) <= 16
    text = shared(compiled(slug)).text
    assert len(re.findall(r"wide_a \* wide_b", text)) == 1


def test_the_stages_of_a_step_share_registers_and_tables() -> None:
    c = factorised(compiled("fitzhugh_nagumo")).circuit
    read = {("input", p.name): p.name for p in c.inputs} | {("read", r.name): r.name for r in c.registers}
    d = planned(c, read)
    assert max(len(r.spans) for r in d.registers.all) >= 3
    assert len(d.registers.all) < len(chains(c))
    assert len(compiled("hodgkin_huxley").circuit.tables) < 24


@simulator
def test_a_word_left_out_of_the_schedule_is_caught() -> None:
    made = printed(compiled("lif"), "shared", 400)
    text = made.files[made.source]
    words = re.findall(r"^ +\d+'d\d+: control <= (\S+);$", text, re.MULTILINE)
    assert len(words) > 10
    for word in words[::2]:
        changed = text.replace(f"control <= {word};", f"control <= {word.split(chr(39))[0]}'d0;", 1)
        files = {**made.files, made.source: changed}
        assert not simulate_files(replace(made, files=files), "").passed


@simulator
def test_a_schedule_of_many_words_and_choices_computes_the_same() -> None:
    model = kernels.parse(
        "dx/dt = (s*(y - x))/ms : 1\ndy/dt = (x*(r - z) - y)/ms : 1\ndz/dt = (x*y - b*z)/ms : 1\n"
        "s = 10 : 1\nr = 28 : 1\nb = 2.6667 : 1\n# init: x = 1; y = 1; z = 20\n"
        "# run: 20 ms, dt = 0.005 ms, method = rk4\n"
    )
    c = compile_circuit(model, "lorenz")
    module = shared(c)
    assert "fetched" in module.text
    assert simulate_files(printed(c, "shared", 60), "").passed
