"""The integer dataflow: verified, executed to the bit in two ways, and read back from its text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hdl.ir import nodes as ir
from hdl.ir.bounds import towards_zero
from hdl.ir.circuit import Circuit, Source
from hdl.ir.evaluate import advanced, fresh_bits, run_exact
from hdl.ir.native import run_native
from hdl.ir.text import from_text, to_text
from hdl.ir.verify import CircuitError, verify
from tests.hdl.circuits import circuits, compiled

MODELS = ("lif", "izhikevich", "adex", "fitzhugh_nagumo", "truenorth", "stochastic_lif")


def inputs_of(circuit: Circuit, steps: int, seed: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    return {p.name: draw.integers(p.low, p.high, endpoint=True, size=steps) for p in circuit.inputs}


@given(circuits())
@settings(max_examples=60, deadline=None)
def test_a_circuit_is_read_back_from_its_text(circuit: Circuit) -> None:
    verify(circuit)
    assert from_text(to_text(circuit)) == circuit


@given(circuits(), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_native_code_computes_the_same_bits_as_plain_integers(circuit: Circuit, seed: int) -> None:
    inputs = inputs_of(circuit, 40, seed)
    exact, native = run_exact(circuit, inputs, 40), run_native(circuit, inputs, 40)
    for name in exact.outputs:
        assert np.array_equal(exact.outputs[name], native.outputs[name])
    for name in exact.registers:
        assert np.array_equal(exact.registers[name], native.registers[name])
    assert exact.saturations == native.saturations


@given(circuits(), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_no_value_leaves_its_bounds(circuit: Circuit, seed: int) -> None:
    watched = replace(circuit, outputs=circuit.outputs)
    trace = run_exact(watched, inputs_of(circuit, 40, seed), 40)
    for output in circuit.outputs:
        low, high = circuit.bounds[output.node]
        assert trace.outputs[output.name].min() >= low
        assert trace.outputs[output.name].max() <= high


@pytest.mark.parametrize("slug", MODELS)
def test_a_models_native_run_is_the_exact_one(slug: str) -> None:
    circuit = compiled(slug).circuit
    inputs = inputs_of(circuit, 300, 1)
    exact, native = run_exact(circuit, inputs, 300), run_native(circuit, inputs, 300)
    assert all(np.array_equal(exact.registers[name], native.registers[name]) for name in exact.registers)


def test_what_is_recorded_does_not_depend_on_recording() -> None:
    circuit = compiled("lif").circuit
    inputs = inputs_of(circuit, 200, 2)
    whole = run_native(circuit, inputs, 200)
    last = run_native(circuit, inputs, 200, record=False)
    assert all(last.registers[name][0] == whole.registers[name][-1] for name in whole.registers)


@given(st.integers(-(1 << 60), 1 << 60), st.integers(-(1 << 30), 1 << 30))
def test_division_goes_towards_zero_and_by_zero_is_by_one(a: int, b: int) -> None:
    quotient, divisor = towards_zero(a, b), b or 1
    rest = a - quotient * divisor
    assert abs(rest) < abs(divisor)
    assert rest == 0 or (rest < 0) == (a < 0)


def broken(circuit: Circuit, index: int, node: ir.Node) -> Circuit:
    nodes = list(circuit.nodes)
    nodes[index] = node
    return replace(circuit, nodes=tuple(nodes))


def place(circuit: Circuit, kind: type) -> int:
    return next(i for i, n in enumerate(circuit.nodes) if isinstance(n, kind))


def test_the_verifier_refuses_what_the_printers_rely_on() -> None:
    circuit = compiled("izhikevich").circuit
    verify(circuit)
    add = place(circuit, ir.Add)
    truth = place(circuit, ir.Lt | ir.Le)
    register = circuit.registers[0]
    bad = {
        "not before it": broken(circuit, add, ir.Add(add, add)),
        "needs a number": broken(circuit, truth + 1, ir.Add(truth, truth)),
        "needs a truth value": broken(circuit, truth + 1, ir.Not(0)),
        "there is no register": broken(circuit, 0, ir.Read("nobody")),
        "there is no port": broken(circuit, 0, ir.Input("nobody")),
        "bounds are": replace(circuit, bounds=((0, 0), *circuit.bounds[1:])),
        "no output": replace(circuit, outputs=()),
        "is there twice": replace(circuit, registers=(register, *circuit.registers)),
        "is no name": replace(circuit, registers=(replace(register, name="a b"), *circuit.registers[1:])),
        "holds": replace(circuit, registers=(replace(register, initial=1 << 60), *circuit.registers[1:])),
        "a seed of": replace(circuit, sources=(Source("s", 31, 3, 20, 0),)),
        "the seed of another": replace(
            circuit, sources=(Source("s", 31, 3, 20, 5), Source("t", 31, 3, 20, 5))
        ),
    }  # fmt: skip
    for message, wrong in bad.items():
        with pytest.raises(CircuitError, match=message):
            verify(wrong)


@given(st.text(alphabet="circuit %=.:0123456789 add\n", max_size=200))
def test_hostile_text_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(CircuitError) as caught:
        from_text(text + "\nnonsense")
    assert "\n" not in str(caught.value)


def test_the_sources_sequence_obeys_its_recurrence_and_differs_by_seed() -> None:
    def bits(seed: int) -> list[int]:
        source, state, found = Source("s", 63, 1, 32, seed), seed, []
        for _ in range(40):
            word = fresh_bits(source, state)
            found += [word >> k & 1 for k in range(32)]
            state = advanced(source, state)
        return found

    sequence = bits(12345)
    assert all(sequence[i] ^ sequence[i + 1] == sequence[i + 63] for i in range(1000))
    assert sequence != bits(54321)
