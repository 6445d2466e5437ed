"""Every read-only memory of a circuit is listed, with an error that what it gives does not exceed."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kernels
from hdl.ir.builder import Builder
from hdl.ir.circuit import Output, Port
from hdl.ir.native import run_native
from hdl.lowering.logarithm import natural_logarithm
from hdl.roms import SLOPE, log_row, roms
from hdl.rtl import circuit_of, compile_model


@pytest.mark.parametrize("slug", ["poisson", "glm", "theta", "larter_breakspear", "lif"])
def test_every_memory_is_listed_once(slug: str) -> None:
    compiled = circuit_of(kernels.load(slug), guard=8, segments=512, operands=16)
    rows = roms(compiled)
    listed = [row["name"] for row in rows]
    assert len(set(listed)) == len(listed)
    stems = {t.name.removesuffix(SLOPE).removesuffix("_exponent") for t in compiled.circuit.tables}
    assert {name.removesuffix(SLOPE) for name in listed} == stems
    assert all(row["bits"] > 0 and row["segments"] > 0 for row in rows)


def test_the_memories_of_a_logarithm_stand_in_the_report() -> None:
    made = compile_model(kernels.load("poisson"), duration=100.0, name="m")
    (row,) = made.tables
    assert f"// table  {row['name']}: {row['of']}, 512 segments, error {row['error']:.3g}" in made.files["m.v"]
    assert row["of"].startswith("log of")
    assert row["segments"] == 512
    assert 0.0 < row["error"] <= row["bound"] < 1e-6


@pytest.mark.parametrize(("bits", "x_point", "point"), [(28, 20, 12), (28, 5, 30), (16, 16, 24), (9, 4, 20), (4, 0, 8)])
def test_a_logarithm_is_as_near_as_its_row_says(bits: int, x_point: int, point: int) -> None:
    b = Builder("logarithm")
    x = b.input(Port("x", 1, (1 << bits) - 1, x_point))
    out = natural_logarithm(b, x, point, 0)
    b.outputs.append(Output("y", out, b.points[out]))
    circuit = b.finish()
    row = log_row(circuit, [t for t in circuit.tables if t.name.startswith("log0")])
    values = np.unique(np.exp2(np.random.default_rng(1).uniform(0.0, bits, 20_000)).astype(np.int64))
    shown = np.ldexp(run_native(circuit, {"x": values}, len(values)).outputs["y"].astype(float), -b.points[out])
    worst = float(np.abs(shown - np.log(np.ldexp(values.astype(float), -x_point))).max())
    assert worst <= row["bound"] * (1.0 + 1e-9)
    assert 0.3 * row["error"] < worst
    assert math.isfinite(row["error"])
