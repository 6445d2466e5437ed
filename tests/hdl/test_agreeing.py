"""A circuit is as fine inside as its spikes need, and no finer; what is given stays."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kernels
from hdl.compile import compile_circuit
from hdl.fixed.agreeing import agreeing
from hdl.fixed.fineness import LADDER, ROUGH, open_steps
from hdl.fixed.measured import measure
from hdl.fixed.target import Target, judged
from hdl.precision import precision
from hdl.quantised import integer_run

KNOWN_MAXIMUM = """
dx/dt = (ratio(Ca) - x)/max(shortest, (1 - ratio(Ca))/b) : 1
dCa/dt = (I - Ca)/tau : 1
I : 1 # [0, 0.03]
ratio(y) = y**2/(y**2 + 0.01**2) : 1
shortest = 0.1*ms : second
b = 0.01/ms : hertz
tau = 20*ms : second
# init: x = 0; Ca = 1e-5
# input: I = step(0.03, start=10 ms)
# run: 200 ms, dt = 0.02 ms, method = euler
"""

RUNAWAY = """
dv/dt = (I - 1)*2/ms : 1
I : 1 # [0, 2]
# init: v = 0
# input: I = pulses(2, width=1 ms, period=2 ms)
# run: 400 ms, dt = 0.1 ms, method = euler
"""


def test_what_agrees_stays_cheap() -> None:
    for slug in ("lif", "izhikevich", "hodgkin_huxley"):
        assert agreeing(kernels.load(slug), slug).layout.precision.port == ROUGH.operands


@pytest.mark.parametrize("slug", ["wang_buzsaki", "theta", "neurogrid_qif"])
def test_what_is_off_becomes_finer_until_it_agrees(slug: str) -> None:
    model = kernels.load(slug)
    assert not judged(compile_circuit(model, slug), Target()).met
    compiled = agreeing(model, slug)
    assert judged(compiled, Target()).met
    assert compiled.layout.precision.port > ROUGH.operands
    assert {str(kept.port.width) for kept in compiled.layout.states.values()} == {"16"}


def test_what_is_given_is_kept() -> None:
    assert open_steps(None, None, None) == LADDER
    assert {step.guard for step in open_steps(0, None, None)} == {0}
    assert {(step.segments, step.operands) for step in open_steps(None, 64, 20)} == {(64, 20)}
    assert len(open_steps(4, 64, 16)) == 1
    model = kernels.load("wang_buzsaki")
    rough = agreeing(model, "m", guard=8, segments=512, operands=16)
    assert (rough.layout.precision.port, rough.layout.precision.segments) == (16, 512)


def test_states_that_are_off_are_told_of_where_there_are_no_spikes() -> None:
    found = precision(kernels.load("larter_breakspear"), duration=200.0, guard=0, segments=8, operands=8)
    assert len(found.float_spikes) == 0
    assert any("there are no spikes to compare, and a state is off by" in warning for warning in found.warnings)


def test_a_maximum_that_is_known_beforehand_changes_no_value() -> None:
    """Its ends were once those of another binary point."""
    compiled = compile_circuit(kernels.parse(KNOWN_MAXIMUM), "m")
    off = np.abs(integer_run(compiled, compiled.measured.run).states["x"] - compiled.measured.run.states["x"][1:])
    assert off.max() < 1e-3


def test_a_root_of_what_rounding_made_negative_is_zero() -> None:
    compiled = compile_circuit(kernels.load("fox_lu_hh"), "m", duration=5.0)
    assert any(table.of.startswith("sqrt") for table in compiled.lowered.tables)


def test_a_threshold_made_of_tables_is_seen_finely() -> None:
    assert judged(compile_circuit(kernels.load("spike_response"), "m"), Target()).met


def test_a_drive_that_lets_a_state_grow_without_end_makes_no_range() -> None:
    low, high = measure(kernels.parse(RUNAWAY), {"method": "euler"}).states["v"]
    assert math.isclose(high - low, 3.0, rel_tol=0.2)
