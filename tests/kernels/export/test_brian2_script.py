"""Brian 2 scripts: the spikes that Brian 2 found with them are ours; what it cannot express is refused by name.

Brian's side is stored: tests/reference/brian2_programs.py made it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import kernels
from kernels.errors import ModelError

REFERENCE = Path(__file__).parents[2] / "reference"
RECORD = json.loads((REFERENCE / "brian2_programs.json").read_text(encoding="utf-8"))["cases"]


def _cases() -> ModuleType:
    spec = importlib.util.spec_from_file_location("brian2_programs", REFERENCE / "brian2_programs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROGRAMS = _cases()


def test_every_case_is_stored() -> None:
    assert set(RECORD) == set(PROGRAMS.CASES)


@pytest.mark.parametrize("case", PROGRAMS.CASES)
def test_spikes_are_brians(case: str) -> None:
    # another text has to be run by Brian 2 again: see the reference script
    assert hashlib.sha256(PROGRAMS.program_of(case).encode()).hexdigest() == RECORD[case]["sha256"]
    slug, settings = PROGRAMS.CASES[case]
    run = kernels.simulate(kernels.load(slug), **settings)
    assert len(run.spikes) > 0
    np.testing.assert_allclose(RECORD[case]["spikes"], run.spikes, rtol=0, atol=1e-3 * run.dt)


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("x[n+1] = 0.5*x\n", "a map"),
        ("dv/dt = -v\n# on kick: v > 1 -> v = 0\n", "event 'kick'"),
        ("dv/dt = rand() - v\n", "rand() in the equation of v"),
        ("dv/dt = round(v)\n", "round()"),
        ("dv/dt = -v*xi\n# run: method = milstein\n", "method milstein"),
        ("dv/dt = 1 - v\n# threshold: v > 0.5\n# reset: v = t - t_spike\n", "reset reads t_spike"),
        ("dv/dt = 1 - v\ntheta = 1 + sin(t)\n# threshold: v > theta\n# reset: v = 0\n", "theta changes with the time"),
    ],
)
def test_what_brian_cannot_express_is_named(text: str, construct: str) -> None:
    with pytest.raises(ModelError) as caught:
        kernels.generate_code(kernels.parse(text), target="brian2")
    assert construct in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_method_brian_has_not_is_said() -> None:
    program = kernels.generate_code(kernels.load("prinz_ab_pd"), target="brian2", duration=10.0)
    assert "Brian 2 has no method rush_larsen" in program.notes[0]
    assert program.notes[0] in program.text


def test_what_may_differ_is_said() -> None:
    program = kernels.generate_code(kernels.load("larkum_bac"), target="brian2")
    assert "may do so a step apart" in program.notes[0]
    program = kernels.generate_code(kernels.load("poisson"), target="brian2")
    assert "other random numbers" in program.notes[0]
