"""Faults made on purpose: the same ones for the same seed, each of them seen, or proven to change nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hdl.files import forcing_stimulus, printed
from hdl.ir import nodes as ir
from hdl.ir.circuit import Output
from hdl.ir.evaluate import run_exact
from hdl.judges.cosim import TIMEOUT
from hdl.judges.mutants import KINDS, Mutation, inverted, mutations
from hdl.judges.mutate import Trial, mutate_circuit
from hdl.judges.netlist.read import read_printed
from hdl.judges.netlist.scatter import entry_cases, table_sweep
from hdl.judges.tools import has_tool
from tests.hdl.circuits import compiled


def test_faults_are_of_every_kind_and_repeat() -> None:
    text = printed(compiled("adex"), "shared", 1).module.text
    found = mutations(text, 60, 1)
    assert found == mutations(text, 60, 1)
    assert found != mutations(text, 60, 2)
    assert {one.kind for one in found} == set(KINDS)
    assert len({one.applied(text) for one in found}) == len(found) == 60
    before = text.splitlines()
    for one in found:
        after = one.applied(text).splitlines()
        assert [k for k, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b] == [one.line]
        assert not before[one.line - 1].lstrip().startswith(("//", "`"))


def test_a_number_is_inverted_in_its_own_width_without_its_sign() -> None:
    for line, digits, changed in (("table0[3] = -6'sd9;", "9", "-6'sd22"), ("9'd4: q = 12'hf0f;", "f0f", "12'hf0;")):
        text = f"    first[0] = 4'd1;\n    {line}\n"
        at = text.rindex(digits)
        after = inverted(text, Mutation("table", 2, at, at + len(digits), "0")).applied(text)
        assert changed in after
        assert len(after.splitlines()) == 2


def test_states_read_every_entry_of_a_table_and_a_chosen_one() -> None:
    c = compiled("adex").circuit
    roms = [node for node in c.nodes if isinstance(node, ir.Rom)]
    asked = replace(c, outputs=tuple(Output(f"at{k}", rom.index, 0) for k, rom in enumerate(roms)))

    def places(states: list[dict[str, int]]) -> list[set[int]]:
        found: list[set[int]] = [set() for _ in roms]
        for state in states:
            registers = tuple(replace(r, initial=state.get(r.name, r.initial)) for r in c.registers)
            trace = run_exact(replace(asked, registers=registers), {p.name: p.low for p in c.inputs}, 1)
            for k, one in enumerate(found):
                one.add(int(trace.outputs[f"at{k}"][0]))
        return found

    assert roms
    for rom, read in zip(roms, places(table_sweep(c)), strict=True):
        assert read == set(range(len(c.table(rom.table).values)))
    made = printed(compiled("adex"), "shared", 1)
    cases = entry_cases(compiled("adex"), made, roms[0].table, 140, 20)
    back = {made.module.registers[r.name]: r.name for r in c.registers}
    states = [{back[name]: value for name, value in case.registers.items() if name in back} for case in cases]
    assert len(states) == 20
    assert places(states)[0] == {140}


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")
def test_a_fault_that_no_run_depends_on_is_told_apart_from_one_that_is_missed() -> None:
    c = compiled("adex")
    own = printed(c, "array", 3, neurons=2)  # too short to read more than a few entries
    trial = Trial(c, own, printed(c, "array", 3, forcing_stimulus(c, 3, 0), 2), read_printed(own, TIMEOUT), None)
    text = own.files[own.source]
    table = next(node.table for node in c.circuit.nodes if isinstance(node, ir.Rom))
    place = re.search(rf"^ *{table}\[0\] = -?\d+'sd(\d+);", text, re.MULTILINE)
    assert place is not None
    fault = Mutation("table", text.count("\n", 0, place.start(1)) + 1, place.start(1), place.end(1), "4097")
    assert trial.judged(fault).verdict == "idle"
    assert trial.judged(replace(fault, kind="constant")).verdict == "survived"


@pytest.mark.skipif(not has_tool("yosys"), reason="Yosys is not installed (Debian: yosys, extra synth)")
def test_every_fault_is_seen_or_proven_to_be_none() -> None:
    found = mutate_circuit(compiled("lif"), mutants=6, arch="shared", steps=200)
    assert found.passed, found.counts
    assert found.counts.get("caught", 0) >= 3
    assert sum(found.counts.values()) == len(found.mutants) == 6
    assert all(one.before != one.after and one.how for one in found.mutants)
